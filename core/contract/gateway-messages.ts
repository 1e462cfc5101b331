/** What can go wrong between a visitor of the website and the firm, in both languages. Data only. */
export const gatewayMessages = {
  'origin-refused': { en: 'This page may not use this chat. The owner adds its address to the site in Sprout.', zh: '此网页无权使用此聊天窗口。网站所有者可在 Sprout 中把网页地址加入该站点。' },
  'visit-missing': { en: 'The visit has ended. Begin a new one.', zh: '本次访问已结束，请重新开始。' },
  'visit-limited': { en: 'Too many questions at once. Try again in {seconds} seconds.', zh: '提问过于频繁。请在 {seconds} 秒后重试。' },
  'visit-busy': { en: 'Too many visitors are being answered. Try again in {seconds} seconds.', zh: '当前咨询人数过多。请在 {seconds} 秒后重试。' },
  'visit-failed': { en: 'This cannot be answered right now. Try again later.', zh: '暂时无法回答，请稍后再试。' },
  'body-too-large': { en: 'That is longer than the {limit} kB that can be sent at once. Shorten it.', zh: '内容超过一次可发送的 {limit} kB。请缩短后再发送。' },
  'live-answer-not-found': { en: 'There is no such answer, or it is too long ago. Ask again.', zh: '没有这条回答，或已过期。请重新提问。' },
  'live-site-not-found': { en: 'There is no published site "{id}".', zh: '没有已发布的站点“{id}”。' },
  'gateway-elsewhere': { en: 'Sprout is already open on this workspace (process {pid}). Switch the live gateway on there, under Website, or close Sprout first.', zh: 'Sprout 已打开此工作区（进程 {pid}）。请在那里的“网站”页面打开实时应答，或先关闭 Sprout。' },
  'gateway-unavailable': { en: 'The live gateway cannot be opened here. Open Sprout itself, or run "sprout gateway".', zh: '此处无法打开实时应答。请在 Sprout 应用中打开，或运行“sprout gateway”。' },
  'exchange-not-found': { en: 'There is no question "{id}" in the inbox. It may have been deleted; reload the list.', zh: '收件箱中没有问题“{id}”，可能已被删除。请刷新列表。' },
  'lead-not-found': { en: 'There is no message "{id}" in the inbox. It may have been deleted; reload the list.', zh: '收件箱中没有留言“{id}”，可能已被删除。请刷新列表。' },
  'notification-not-found': { en: 'There is no notification "{id}". It may have been removed; reload the list.', zh: '没有通知“{id}”，可能已被移除。请刷新列表。' },
  'notification-address': { en: 'The address of "{name}" cannot be used: {reason}.', zh: '“{name}”的地址不可用：{reason}。' },
  'notification-failed': { en: '{host} did not take the message: {reason}. Check the address and the secret.', zh: '{host} 未接受消息：{reason}。请检查地址和密钥。' },
  'secrets-damaged': { en: 'The file of secrets "{file}" cannot be read: {reason}. Delete it and enter the addresses of your notifications again; nothing else is lost.', zh: '无法读取密钥文件“{file}”：{reason}。请删除该文件并重新填写通知地址；其他内容没有丢失。' },
} as const satisfies Record<string, { en: string; zh: string }>;
