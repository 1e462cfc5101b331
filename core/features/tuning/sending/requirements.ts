/** What train.py was run with; on Python 3.11. */
const packages = ['torch==2.13.0', 'transformers==5.17.0', 'peft==0.21.0', 'accelerate==1.15.0', 'safetensors==0.8.0', 'numpy==2.4.6'] as const;
/** Reads the very file of the base. */
const forGguf = 'gguf==0.19.0';

export const requirements = (base: string): string[] => [...packages, ...(base.endsWith('.gguf') ? [forGguf] : [])];

export const factoryRequirement = 'llamafactory==0.9.5';
