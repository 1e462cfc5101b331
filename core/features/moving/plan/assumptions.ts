import type { Locale, PlanRequest } from '../../../contract/index.ts';
import { gatewayWork } from './gateway-work.ts';
import { batching, efficiency, memoryPerToken } from './model-server.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** What a plan rests on, so that its reader can say where it does not hold. */
export function assumptions({ gateway, database, billionWeights, bytesPerWeight, quotedShare, hoursPerMonth, targetSeconds }: PlanRequest, locale: Locale): string[] {
  const [milliseconds, ofDatabase] = [gateway, database].map(({ serviceSeconds }) => (serviceSeconds * 1000).toFixed(1));
  const kilobytes = Math.round(memoryPerToken(billionWeights) / 1000);
  return locale === 'zh' ? [
    '提问是随机到来的（泊松过程），最忙的一小时内先升到平均值的三分之四，再回落。',
    `网关每次回答占用一个处理器核心 ${milliseconds} 毫秒，每个副本由一个线程回答，租用 ${gateway.cores} 个核心；中间 ${gatewayWork.trips} 次查询数据库，其间轮到其他回答。各副本不在本地保存任何内容，问题分给手头最少的副本。`,
    `PostgreSQL 每次回答占用一个核心 ${ofDatabase} 毫秒，每次写入磁盘约 ${gatewayWork.commitSeconds * 1000} 毫秒；由所有副本共用。`,
    `显卡达到标称带宽的 ${percent(efficiency.bandwidth)}、标称算力的 ${percent(efficiency.arithmetic)}，每步另需 ${efficiency.stepSeconds * 1000} 毫秒；这里没有实际运行，请在租用的显卡上核对。`,
    `模型有 ${billionWeights}×10⁹ 个权重，每个 ${bytesPerWeight} 字节；每个词元的对话内存约 ${kilobytes} kB。每步最多 ${batching.conversations} 个对话、${batching.promptTokens} 个提示词元。`,
    `提问和回答的长短以 60 % 的幅度变化；${percent(quotedShare)} 的提问无需模型即可回答。`,
    `各台机器最多用到 ${percent(0.8)}，因此可以承受短时高峰；100 个回答中有 95 个在 ${targetSeconds} 秒内开始。`,
    `费用按每月 ${hoursPerMonth} 小时计算，不含流量、备份和税费。价格以您填写的为准。`,
  ] : [
    'Questions come at random (a Poisson process); within the busiest hour they swell to four thirds of the mean and back.',
    `An answer takes the gateway ${milliseconds} ms of one processor core, of which one thread answers and ${gateway.cores} are rented a replica; it asks the database ${gatewayWork.trips} times, and others have their turn meanwhile. Replicas keep nothing of their own, and the one with the fewest under way is asked.`,
    `An answer takes PostgreSQL, which all replicas ask, ${ofDatabase} ms of one core, and its disk about ${gatewayWork.commitSeconds * 1000} ms to keep it.`,
    `A card reaches ${percent(efficiency.bandwidth)} of its bandwidth and ${percent(efficiency.arithmetic)} of its arithmetic, and each step costs ${efficiency.stepSeconds * 1000} ms beside. That was not run here: compare it on the card that you rent.`,
    `The model has ${billionWeights}×10⁹ weights of ${bytesPerWeight} bytes, and keeps about ${kilobytes} kB a token of a conversation. A step takes ${batching.conversations} conversations and ${batching.promptTokens} tokens of prompts at most.`,
    `Questions and answers vary in length by 60 %; ${percent(quotedShare)} of the questions need no model.`,
    `Machines are filled to ${percent(0.8)} at most, so that a surprise finds room; 95 of 100 answers begin within ${targetSeconds} s.`,
    `The cost is for ${hoursPerMonth} hours a month, without traffic, backups and taxes. Prices are those that you entered.`,
  ];
}
