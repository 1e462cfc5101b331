import { images } from '../../../shared/images.ts';
import { baseOf, objectName, type Job, type JobFile } from './job.ts';
import { placeOnVolume } from './ray-job.ts';

/** Step by step, in both languages; what was not tried where it was written is named. */
export function readMes(job: Job): JobFile[] {
  return [{ path: 'README.md', text: job.form === 'ray' ? rayEnglish(job) : factoryEnglish(job) }, { path: 'README.zh-CN.md', text: job.form === 'ray' ? rayChinese(job) : factoryChinese(job) }];
}

const code = (text: string): string => `\`\`\`sh\n${text}\n\`\`\``;
const submit = 'ray job submit --address http://HEAD:8265 --working-dir . --runtime-env runtime-env.yaml --entrypoint-num-gpus 1 -- python train.py --out /SHARED/adapter';
const direct = 'pip install -r requirements.txt\npython train.py';
const factory = 'pip install -r requirements.txt\nllamafactory-cli train train.yaml';
const cluster = (job: Job): string => {
  const name = objectName(job);
  return `kubectl apply -f volume.yaml
kubectl wait --for=condition=Ready --timeout=10m pod/${name}-files
kubectl cp . ${name}-files:${placeOnVolume(job)}
kubectl delete pod ${name}-files
kubectl apply -f job.yaml
kubectl get rayjob ${name} --watch
kubectl apply -f volume.yaml
kubectl wait --for=condition=Ready --timeout=10m pod/${name}-files
kubectl cp ${name}-files:${placeOnVolume(job)}/adapter ./adapter
kubectl delete -f job.yaml -f volume.yaml`;
};
const bringBack = ({ run }: Job): string => `sprout tune bring-back ${run} ./adapter`;

const usesFile = (job: Job): boolean => baseOf(job).endsWith('.gguf');
const heldEnglish = ({ rows, leftOut, hidden }: Job): string => `${rows.length} examples are in it, in full and readable. ${hidden} more stay on the computer they come from, to judge the result by${leftOut > 0 ? `, and ${leftOut} because they come from private documents` : ''}.`;
const heldChinese = ({ rows, leftOut, hidden }: Job): string => `其中有 ${rows.length} 条示例，全文可读。另有 ${hidden} 条留在原来的电脑上用于评判结果${leftOut > 0 ? `，${leftOut} 条因来自不外发的文档而留下` : ''}。`;

function rayEnglish(job: Job): string {
  return `# A training of ${baseOf(job)}: ${job.name}

Made by Sprout. This folder trains an addition (LoRA) to a language model. ${heldEnglish(job)} It holds no key.
${usesFile(job) ? `\n**First put \`${job.baseFile}\` into this folder**: the base's published weights are not known, so the very file is read.\n` : ''}
## On a computer with a graphics card

${code(direct)}

## On a Ray cluster

\`/SHARED\` is a folder of the cluster that lasts; without one the result is lost with the job.

${code(submit)}

## On Kubernetes with KubeRay

\`volume.yaml\` makes a volume and a pod to copy by; \`job.yaml\` is the training, which waits until a card is free. When it says SUCCEEDED, the result is on the volume.

${code(cluster(job))}

## Back to Sprout

Bring the folder \`adapter\` back: in the app on the page of this training, or

${code(bringBack(job))}

There it is checked, and compared with the base on the examples that stayed.

## What was tried

train.py was run with PyTorch, transformers and PEFT of the versions in requirements.txt, on a processor; it learns in Sprout's own order, from the same first weights, at the same rates. Ray and KubeRay (image ${images.ray}) were not run. With --checkpointing it needs less memory. A run that was ended early begins anew.
`;
}

function rayChinese(job: Job): string {
  return `# ${baseOf(job)} 的训练：${job.name}

由 Sprout 生成。此文件夹用于训练语言模型的附加部分（LoRA）。${heldChinese(job)}其中没有任何密钥。
${usesFile(job) ? `\n**请先把 \`${job.baseFile}\` 放入此文件夹**：不知道基础模型的原始权重发布在哪里，因此直接读取该文件。\n` : ''}
## 在有显卡的电脑上

${code(direct)}

## 在 Ray 集群上

\`/SHARED\` 是集群中长期保留的文件夹；没有它，结果会随任务一起消失。

${code(submit)}

## 在 Kubernetes 上使用 KubeRay

\`volume.yaml\` 创建存储卷和用于复制文件的 Pod；\`job.yaml\` 是训练任务，会等到有空闲显卡。显示 SUCCEEDED 后，结果就在存储卷上。

${code(cluster(job))}

## 带回 Sprout

把 \`adapter\` 文件夹带回：在应用中该训练的页面上，或运行

${code(bringBack(job))}

Sprout 会检查它，并用留下的示例与基础模型比较。

## 已验证的内容

train.py 已用 requirements.txt 中版本的 PyTorch、transformers 和 PEFT 在处理器上运行过；学习顺序、初始权重和学习率与 Sprout 自己的训练相同。没有运行过 Ray 和 KubeRay（镜像 ${images.ray}）。加上 --checkpointing 可减少内存。提前结束的训练需要从头开始。
`;
}

function factoryEnglish(job: Job): string {
  return `# A training of ${baseOf(job)} for LLaMA-Factory: ${job.name}

Made by Sprout. ${heldEnglish(job)} It holds no key.

In this folder, on a computer with a graphics card:

${code(factory)}

Then bring the folder \`adapter\` back: in the app on the page of this training, or

${code(bringBack(job))}

There it is checked, and compared with the base on the examples that stayed. Rank, alpha and modules in train.yaml must stay as they are: by them Sprout knows the result again.

What differs from Sprout's own training: the order of the examples, and that each is a row of its own; gradient_accumulation_steps adds up as many as a step holds there. A base whose template is not named in train.yaml is asked in its own. LLaMA-Factory was not run where this was written: its options were compared with its source.
`;
}

function factoryChinese(job: Job): string {
  return `# 用 LLaMA-Factory 训练 ${baseOf(job)}：${job.name}

由 Sprout 生成。${heldChinese(job)}其中没有任何密钥。

在有显卡的电脑上，进入此文件夹运行：

${code(factory)}

然后把 \`adapter\` 文件夹带回：在应用中该训练的页面上，或运行

${code(bringBack(job))}

Sprout 会检查它，并用留下的示例与基础模型比较。请勿更改 train.yaml 中的 rank、alpha 和模块：Sprout 靠它们认出结果。

与 Sprout 自己的训练不同之处：示例的顺序不同，且每条示例单独成行；gradient_accumulation_steps 把相当于一步的行数累加起来。train.yaml 中没有写明模板的基础模型使用其自带模板。写此文件时没有运行过 LLaMA-Factory，只与其源代码核对了选项。
`;
}
