import { images } from '../../shared/images.ts';
import type { Deployment } from './objects/deployment.ts';
import { moveStart, type MoveTarget, type MovePlan } from '../../contract/index.ts';

interface Told { readonly deployment: Deployment; readonly target: MoveTarget; readonly plan: MovePlan | null }

/** README.md and README.zh-CN.md of an export: step by step, and what was not tried where it was written. */
export function readMes(told: Told): { readonly path: string; readonly text: string }[] {
  return [{ path: 'README.md', text: english(told) }, { path: 'README.zh-CN.md', text: chinese(told) }];
}

const steps = (lines: readonly string[]): string => lines.map((line, at) => `${at + 1}. ${line}`).join('\n');
const code = (text: string): string => `\n   \`\`\`sh\n${text.split('\n').map((line) => `   ${line}`).join('\n')}\n   \`\`\``;
const secretCommand = `kubectl create secret generic sprout-secrets \\
  --from-literal=database-url='postgres://…' \\
  --from-literal=s3-key='…' --from-literal=s3-secret='…' \\
  --from-literal=visitor-key="$(sprout cloud key)" \\
  --from-literal=model-key="$(openssl rand -hex 32)"`;
const money = (micros: number): string => (micros / 1e6).toFixed(2);

function english({ deployment: { host, digest, models, baseFile }, target, plan }: Told): string {
  const withModel = models.length > 0;
  const first = target === 'compose' ? [
    `Rent a server with Docker and its Compose plugin, and let the DNS entry of ${host} lead to it. Ports 80 and 443 must be open.`,
    'Copy this folder to it.',
    `Copy \`.env.example\` to \`.env\` and fill it in there. \`SPROUT_VISITOR_KEY\` is what \`sprout cloud key\` prints on your computer: with the same key visits go on, and your computer can tell that this gateway is yours. Every other key is one that you make: \`openssl rand -hex 32\`.`,
    ...(withModel ? [`Choose who answers: \`COMPOSE_PROFILES=gpu\` (vLLM, needs an NVIDIA card with its container toolkit; it downloads ${models[0]?.repository ?? ''}), \`cpu\` (llama.cpp; put ${baseFile ?? 'the GGUF file'} into \`models/\`; your additions (LoRA) are not applied there), or empty: quotes alone.`] : []),
    `Start it:${code(`${moveStart.compose}\ndocker compose ps`)}`,
  ] : [
    'You need a cluster with an ingress controller, a PostgreSQL database (16 or later) and an S3-compatible bucket; for the model NVIDIA\'s device plugin, KEDA and Prometheus; for training KubeRay.',
    `Build the image and push it to your registry:${code('docker build -t REGISTRY/sprout-gateway:TAG .\ndocker push REGISTRY/sprout-gateway:TAG')}`,
    `Make the Secret. Its values are in none of these files:${code(secretCommand)}`,
    'Write `my-values.yaml` with what differs from `chart/values.yaml`: at least `image.repository`, `image.tag`, `storage.url` and `storage.endpoint`, and the TLS Secret of the Ingress.',
    `Install it:${code(moveStart.kubernetes)}`,
    'A job brings the bundle into database and bucket first; it runs again at each upgrade.',
    `\`rendered.yaml\` shows what the chart makes under the name \`sprout\` with its own values, for reading.`,
  ];
  return `# Sprout on ${target === 'compose' ? 'one server' : 'Kubernetes'}: ${host}

This folder was written by \`sprout cloud export\`. It holds no secret, no private document and no original file.
Digest of the bundle: \`${digest}\`. The gateway refuses any other.

## Steps

${steps([...first, `Prove it, on your computer:${code(`sprout cloud verify --address https://${host}`)}`, `Switch, on your computer. The snippet on your page stays as it is:${code(`sprout cloud switch --site default --address https://${host}`)}\n   If your page has its widget from a web host, publish there once more (\`sprout publish --out DIR\`).`, `And back, whenever you like:${code('sprout cloud switch --site default --back')}`])}

## What was not run where this was written

${target === 'compose' ? 'Docker, Caddy and vLLM were' : 'Kubernetes, Helm, KEDA, KubeRay and vLLM were'} not run. The files were made from one typed source and compared with the official schemas (${target === 'compose' ? 'the compose specification' : 'Kubernetes, KEDA; pods of Ray\'s objects with Kubernetes\', for Ray\'s own schema is on no registry; templates with Go\'s own'}). Images: ${target === 'compose' ? `${images.node}, ${images.postgres}, ${images.caddy}, ${images.vllm}, ${images.llama}` : `${images.node}, ${images.vllm}, ${images.ray}`}. Pin them by digest before you rely on them.
${plan ? `\n## The plan it was made for\n\n${plan.recommended.gatewayReplicas} gateway, ${plan.recommended.modelReplicas} model (${plan.recommended.gpu ?? 'none'}), about ${money(plan.recommended.perMonth)} ${plan.request.currency} a month.\n\n${plan.assumptions.map((line) => `- ${line}`).join('\n')}\n` : ''}`;
}

function chinese({ deployment: { host, digest, models, baseFile }, target, plan }: Told): string {
  const withModel = models.length > 0;
  const first = target === 'compose' ? [
    `租用一台装有 Docker 及 Compose 插件的服务器，将 ${host} 的 DNS 记录指向它，并开放 80 和 443 端口。`,
    '把本文件夹复制到服务器上。',
    '在服务器上把 `.env.example` 复制为 `.env` 并填写。`SPROUT_VISITOR_KEY` 为您电脑上 `sprout cloud key` 显示的内容：密钥相同，访客的会话可以延续，您的电脑也能确认该网关属于您。其他密钥请自行生成：`openssl rand -hex 32`。',
    ...(withModel ? [`选择由谁回答：\`COMPOSE_PROFILES=gpu\`（vLLM，需要 NVIDIA 显卡及其容器工具包，会下载 ${models[0]?.repository ?? ''}）、\`cpu\`（llama.cpp，请把 ${baseFile ?? 'GGUF 文件'} 放入 \`models/\`，此方式不使用您的附加 LoRA），或留空：只引用原文。`] : []),
    `启动：${code(`${moveStart.compose}\ndocker compose ps`)}`,
  ] : [
    '需要：带 Ingress 控制器的集群、PostgreSQL 数据库（16 或更新）、兼容 S3 的存储桶；使用模型还需 NVIDIA 设备插件、KEDA 和 Prometheus；训练需 KubeRay。',
    `构建镜像并推送到您的镜像仓库：${code('docker build -t REGISTRY/sprout-gateway:TAG .\ndocker push REGISTRY/sprout-gateway:TAG')}`,
    `创建 Secret，其内容不在任何文件中：${code(secretCommand)}`,
    '把与 `chart/values.yaml` 不同的内容写入 `my-values.yaml`：至少包括 `image.repository`、`image.tag`、`storage.url`、`storage.endpoint` 以及 Ingress 的 TLS Secret。',
    `安装：${code(moveStart.kubernetes)}`,
    '安装前会有一个任务把数据包写入数据库和存储桶，每次升级时再次运行。',
    '`rendered.yaml` 展示以 `sprout` 为名、使用默认值时生成的内容，仅供查阅。',
  ];
  return `# 在${target === 'compose' ? '一台服务器' : ' Kubernetes '}上运行 Sprout：${host}

本文件夹由 \`sprout cloud export\` 写出，不含任何密钥、私密文档或原件。
数据包摘要：\`${digest}\`。网关拒绝任何其他数据包。

## 步骤

${steps([...first, `在您的电脑上验证：${code(`sprout cloud verify --address https://${host}`)}`, `在您的电脑上切换，网页上的代码无需改动：${code(`sprout cloud switch --site default --address https://${host}`)}\n   如果网页的聊天组件来自网站空间，请再发布一次（\`sprout publish --out 目录\`）。`, `随时可以切回：${code('sprout cloud switch --site default --back')}`])}

## 写出时没有实际运行的内容

没有运行 ${target === 'compose' ? 'Docker、Caddy 和 vLLM' : 'Kubernetes、Helm、KEDA、KubeRay 和 vLLM'}。这些文件由同一份带类型的源代码生成，并与官方模式比对（${target === 'compose' ? 'Compose 规范' : 'Kubernetes、KEDA；Ray 的对象只比对了其中的 Pod，因为没有可取得的官方模式；模板用 Go 自身的模板渲染核对'}）。使用前请按摘要固定镜像版本。
${plan ? `\n## 所依据的计划\n\n网关 ${plan.recommended.gatewayReplicas} 个，模型 ${plan.recommended.modelReplicas} 个（${plan.recommended.gpu ?? '无'}），每月约 ${money(plan.recommended.perMonth)} ${plan.request.currency}。\n\n${plan.assumptions.map((line) => `- ${line}`).join('\n')}\n` : ''}`;
}
