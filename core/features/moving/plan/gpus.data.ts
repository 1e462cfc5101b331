import type { GpuType } from '../../../contract/index.ts';

/**
 * Cards that are rented by the hour. Memory, bandwidth and dense 16-bit arithmetic are the makers' data sheets; prices are what public price lists of several providers were about when this was written
 * (2026), without discounts. Both are a starting point: the owner corrects them.
 */
export const gpuTypes: readonly GpuType[] = [
  { id: 'rtx-4090', name: 'NVIDIA RTX 4090 24 GB', memoryGigabytes: 24, pricePerHour: 2_200_000, currency: 'CNY', bandwidth: 1008, teraflops: 165 },
  { id: 'l4', name: 'NVIDIA L4 24 GB', memoryGigabytes: 24, pricePerHour: 710_000, currency: 'USD', bandwidth: 300, teraflops: 121 },
  { id: 'a10', name: 'NVIDIA A10 24 GB', memoryGigabytes: 24, pricePerHour: 7_000_000, currency: 'CNY', bandwidth: 600, teraflops: 125 },
  { id: 'l20', name: 'NVIDIA L20 48 GB', memoryGigabytes: 48, pricePerHour: 9_000_000, currency: 'CNY', bandwidth: 864, teraflops: 119 },
  { id: 'l40s', name: 'NVIDIA L40S 48 GB', memoryGigabytes: 48, pricePerHour: 1_550_000, currency: 'USD', bandwidth: 864, teraflops: 362 },
  { id: 'ascend-910b', name: 'Huawei Ascend 910B 64 GB', memoryGigabytes: 64, pricePerHour: 12_000_000, currency: 'CNY', bandwidth: 1600, teraflops: 376 },
  { id: 'a100', name: 'NVIDIA A100 80 GB', memoryGigabytes: 80, pricePerHour: 2_200_000, currency: 'USD', bandwidth: 2039, teraflops: 312 },
  { id: 'h20', name: 'NVIDIA H20 96 GB', memoryGigabytes: 96, pricePerHour: 15_000_000, currency: 'CNY', bandwidth: 4000, teraflops: 148 },
  { id: 'h100', name: 'NVIDIA H100 80 GB', memoryGigabytes: 80, pricePerHour: 3_300_000, currency: 'USD', bandwidth: 3350, teraflops: 989 },
];

/** A core, a gigabyte of memory and one of storage, for a month, of usual rented servers. */
export const machinePrices = { currency: 'CNY', core: 60_000_000, memory: 20_000_000, storage: 500_000 } as const;
