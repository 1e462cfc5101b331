import type { Locale } from '../contract/index.ts';

const lines = {
  en: `Sprout: answers from your own documents, on your own computer.

  sprout import PATH…            read files, folders and web addresses   [--password WORD]
  sprout search QUERY            passages for a query            [--limit N]
  sprout ask QUESTION            an answer with its sources      [--model ID|quote|auto|remote:ID]
  sprout models list             models on this computer, and what fits
  sprout models recommend        one set that suits this computer
  sprout models get ID           download a model of the list, or an address   [--sha256 HEX]
  sprout models add FILE         use a model file or folder where it is
  sprout models choose ROLE ID   use it: chat, embedding or reranking; none ends it
  sprout models remove ID        delete a downloaded model
  sprout tune                    teach a model from examples     --recipe ID --base MODEL --data FILE|--from-documents --out NAME
                                 [--about FILE] [--epochs N] [--rank N] [--learning-rate X] [--threads N] [--no-card] [--when plugged-in,idle,night]
  sprout tune list               trainings; tune show RUN tells of one
  sprout tune pause|resume RUN   stop a training for now, or go on with it
  sprout tune export RUN         --format gguf|peft|merged --out PATH
  sprout tune import PATH        use an adapter from elsewhere   --base MODEL --out NAME
  sprout tune send               have it trained elsewhere: as tune, with --form ray|llama-factory --out DIR [--name NAME] [--repository OWNER/NAME] [--accept]
  sprout tune bring-back RUN PATH   the adapter of a training that was sent: a folder, a zip or a GGUF file
  sprout keys list               other programs that may use the models through /v1
  sprout keys make NAME          a key for one of them, shown this once
  sprout keys revoke ID          end a key
  sprout remotes list            places elsewhere that run models, and how they are
  sprout remotes presets         services that are known, with their models
  sprout remotes add PRESET      keep a place                    [--address URL] [--model NAME] [--name NAME] [--price CNY,2,8] [--context N] [--key-from VARIABLE|-]
  sprout remotes test ID|PRESET  its models and one short answer   [--address URL] [--model NAME] [--key-from VARIABLE|-]
  sprout remotes remove ID       forget a place and its key
  sprout remotes on|off          whether questions may leave this computer
  sprout evaluate                ask test questions              --questions FILE [--model ID]
  sprout publish                 a folder for your website       --out DIR [--site ID] [--documents NAME,…|all] [--accept-findings]
  sprout serve                   open the app in a browser, and /v1   [--port N] [--no-open]
  sprout gateway                 live answers for your website, for a tunnel on this computer   [--port N] [--host H]
  sprout cloud plan              what a move to the cloud takes and costs   [--data FILE]
  sprout cloud export            the move as a folder            --target compose|kubernetes --host NAME --out DIR [--site ID,…] [--inbox] [--data FILE]
  sprout cloud verify            test questions here and there   --address URL [--questions FILE] [--site ID]
  sprout cloud switch            visitors are answered there, or where they were   --address URL|--back [--site ID]
  sprout cloud import DIR        the way back: what an export holds   [--replace] [--sha256 DIGEST]
  sprout cloud key               the key that signs visits, for the gateway there
  sprout backup FILE             everything as one file
  sprout restore FILE            put a backup back               [--replace]
  sprout repair                  mend originals, rebuild the search index
  sprout doctor                  check database, originals and index

All take --home DIR, --workspace ID, --lang en|zh and --json.
Exit codes: 0 done, 1 failed, 2 wrong use, 3 partly done.
`,
  zh: `Sprout：在您自己的电脑上，用您自己的文档回答问题。

  sprout import 路径…            读取文件、文件夹和网址          [--password 密码]
  sprout search 查询             查找相关段落                    [--limit N]
  sprout ask 问题                带出处的回答                    [--model ID|quote|auto|remote:ID]
  sprout models list             本机的模型，以及哪些适合
  sprout models recommend        适合这台电脑的一套模型
  sprout models get 编号         下载列表中的模型，或一个网址    [--sha256 十六进制]
  sprout models add 文件         直接使用已有的模型文件或文件夹
  sprout models choose 用途 编号 使用模型：chat、embedding 或 reranking；none 表示不用
  sprout models remove 编号      删除已下载的模型
  sprout tune                    用示例调教模型                  --recipe 配方 --base 模型 --data 文件|--from-documents --out 名称
                                 [--about 文件] [--epochs N] [--rank N] [--learning-rate X] [--threads N] [--no-card] [--when plugged-in,idle,night]
  sprout tune list               所有训练；tune show 训练：查看一次训练
  sprout tune pause|resume 训练  暂停或继续训练
  sprout tune export 训练        --format gguf|peft|merged --out 路径
  sprout tune import 路径        使用他处的适配器                --base 模型 --out 名称
  sprout tune send               在他处训练：同 tune，另加 --form ray|llama-factory --out 目录 [--name 名称] [--repository 所有者/名称] [--accept]
  sprout tune bring-back 训练 路径   取回外发训练的适配器：文件夹、zip 或 GGUF 文件
  sprout keys list               可通过 /v1 使用模型的其他程序
  sprout keys make 名称          为其中一个创建密钥，仅显示一次
  sprout keys revoke 编号        撤销密钥
  sprout remotes list            外部算力及其状态
  sprout remotes presets         已知的服务及其模型
  sprout remotes add 服务        添加外部算力                    [--address 网址] [--model 名称] [--name 名称] [--price CNY,2,8] [--context N] [--key-from 变量|-]
  sprout remotes test 编号|服务  查看其模型并试答一句            [--address 网址] [--model 名称] [--key-from 变量|-]
  sprout remotes remove 编号     删除外部算力及其密钥
  sprout remotes on|off          是否允许问题离开本机
  sprout evaluate                逐一提问测试题                  --questions 文件 [--model 编号]
  sprout publish                 生成可放到网站的文件夹          --out 目录 [--site 编号] [--documents 名称,…|all] [--accept-findings]
  sprout serve                   在浏览器中打开应用，并提供 /v1  [--port N] [--no-open]
  sprout gateway                 为网站访客实时应答，供本机的内网穿透使用   [--port N] [--host H]
  sprout cloud plan              迁移到云端需要什么、花费多少    [--data 文件]
  sprout cloud export            将迁移写成文件夹                --target compose|kubernetes --host 域名 --out 目录 [--site 编号,…] [--inbox] [--data 文件]
  sprout cloud verify            在本机和那里提同样的测试题      --address 网址 [--questions 文件] [--site 编号]
  sprout cloud switch            改由那里应答，或切回原处        --address 网址|--back [--site 编号]
  sprout cloud import 目录       迁回：取回导出的内容            [--replace] [--sha256 摘要]
  sprout cloud key               签名访客会话的密钥，供那里的网关使用
  sprout backup 文件             把全部内容存为一个文件
  sprout restore 文件            恢复备份                        [--replace]
  sprout repair                  修复原件，重建搜索索引
  sprout doctor                  检查数据库、原件和索引

所有命令都可用 --home 目录、--workspace 编号、--lang en|zh 和 --json。
退出码：0 完成，1 失败，2 用法错误，3 部分完成。
`,
} as const;

export const usage = (locale: Locale): string => lines[locale];
