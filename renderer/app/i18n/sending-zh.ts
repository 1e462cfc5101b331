/** 在别处训练时的语句。 */
export const sendingZh = {
  "sending": {
    "where": "在哪里学习？", "here": "在这台电脑上", "hereHelp": "什么都不会离开本机，可能需要一小时或一夜。", "elsewhere": "在另一台电脑上", "elsewhereHelp": "有显卡时只需几分钟。示例会离开本机，测试留在这里。",
    "form": "由谁来训练？", "forms": {"ray": "IT 人员或租用的电脑", "llama-factory": "名为 LLaMA-Factory 的程序"}, "formHelp": {"ray": "一个齐全的文件夹，用于带显卡的电脑或集群（PyTorch、Ray）。", "llama-factory": "可直接打开的文件夹。"},
    "repository": "模型原件发布在哪里", "repositoryHelp": "所有者和名称，例如 Qwen/Qwen3-0.6B。不填则使用本机的文件，需一并带去。", "repositoryNeeded": "所有者和名称，例如 Qwen/Qwen3-0.6B。",
    "leaves": "离开本机的内容", "looking": "正在查看您的示例…", "examples": "{n} 条示例的全文", "hidden": "{n} 条留在这里，用于测试结果", "leftOut": "{n} 条因来自不外发的文档而留下", "size": "共 {size}，其中没有密钥",
    "none": "其中没有发现个人信息。", "found": "{n} 条示例含有个人信息：", "more": "……等", "change": "修改示例", "accept": "我可以把这些示例的全文交给他人。",
    "make": "生成文件夹", "making": "正在生成…",
    "waits": "正在等待结果", "waitsHelp": "在别处学到的内容会回到这里。然后 Sprout 用留下的示例测试它，与在本机训练的一样。", "step1": "下载文件夹并交出去，做法见 README。", "download": "下载文件夹", "takeFile": "请同时带上模型文件：{file}", "step2": "把结果带回来：“adapter”文件夹，或 .zip、.gguf 文件。", "drop": "拖到这里", "choose": "选择文件", "checking": "正在检查…",
    "sentAt": "{time} 生成，含 {n} 条示例。", "backAt": "在别处训练，{time} 收回", "hereAfterAll": "还是在本机训练", "nothing": "其中没有所需的文件：adapter_model.safetensors、.zip 或 .gguf。"
  }
} as const;
