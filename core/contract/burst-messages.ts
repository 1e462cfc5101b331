/** What can go wrong between this computer and others, in both languages. Data only. */
export const burstMessages = {
  'remote-unreachable': { en: '{host} cannot be reached ({reason}). Check the connection and the address; if it is a machine of your own, whether it is on.', zh: '无法连接 {host}（{reason}）。请检查网络和地址；如果是您自己的机器，请确认已开机。' },
  'remote-tls': { en: 'The connection to {host} is not safe: its certificate was not accepted ({reason}). Nothing was sent. Check the address, and the clock of this computer.', zh: '与 {host} 的连接不安全：证书未通过验证（{reason}）。未发送任何内容。请检查地址以及本机时间。' },
  'remote-key': { en: '{host} did not accept the key. It may be wrong, expired or for another service. Enter a new one.', zh: '{host} 不接受此密钥。密钥可能有误、已过期或属于其他服务。请重新填写。' },
  'remote-busy': { en: '{host} has too many requests just now. It can be asked again in {seconds} seconds.', zh: '{host} 目前请求过多。{seconds} 秒后可再次询问。' },
  'remote-failed': { en: '{host} failed (HTTP {status}). That is its own trouble; try again later.', zh: '{host} 出错（HTTP {status}）。这是对方的问题，请稍后再试。' },
  'remote-refused': { en: '{host} refused the request (HTTP {status}): {reason}', zh: '{host} 拒绝了请求（HTTP {status}）：{reason}' },
  'remote-slow': { en: '{host} did not go on within {seconds} seconds. Try again later, or allow it more time.', zh: '{host} 在 {seconds} 秒内没有响应。请稍后再试，或放宽等待时间。' },
  'remote-garbled': { en: 'What {host} answered is not what a model\'s server answers ({reason}). Check the address: it usually ends in /v1.', zh: '{host} 的响应不是模型服务的格式（{reason}）。请检查地址：通常以 /v1 结尾。' },
  'remote-cut': { en: 'The connection to {host} broke off before the answer was whole.', zh: '回答尚未完成，与 {host} 的连接就中断了。' },
  'remote-address': { en: '"{address}" cannot be asked: {reason}. An address begins with https://, or with http:// for a machine in your own network.', zh: '无法使用地址“{address}”：{reason}。地址应以 https:// 开头；自有网络中的机器可用 http://。' },
  'remote-not-found': { en: 'There is no place "{id}". It may have been deleted; reload the list.', zh: '没有“{id}”这个地方，可能已被删除。请刷新列表。' },
  'remote-key-where': { en: 'Give the key in an environment variable (--key-from NAME) or on standard input (--key-from -), never as a word of the command.', zh: '请通过环境变量（--key-from 变量名）或标准输入（--key-from -）提供密钥，不要直接写在命令里。' },
  'burst-exhausted': { en: 'No model could answer: {reasons}.', zh: '没有模型能够回答：{reasons}。' },
} as const satisfies Record<string, { en: string; zh: string }>;
