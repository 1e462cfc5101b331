/** Failures of commands beside an open app. Data only. */
export const doorMessages = {
  'command-alone': { en: '"sprout {command}" needs the workspace to itself, and Sprout is open on it (process {pid}). Close Sprout and run it again.', zh: '“sprout {command}”需要独占工作区，而 Sprout 正打开着它（进程 {pid}）。请关闭 Sprout 后再运行。' },
  'door-unsafe': { en: 'Sprout is open, but "{file}" could have been written or read by another user, so the command line does not use it. Close Sprout and run the command again.', zh: 'Sprout 已打开，但其他用户可能读写过“{file}”，因此命令行不使用它。请关闭 Sprout 后再运行该命令。' },
  'door-foreign': { en: 'Sprout is open on this workspace for another user of this computer. Run the command as that user, or close Sprout there first.', zh: '本机的另一位用户正在用 Sprout 打开此工作区。请以该用户身份运行命令，或先在那里关闭 Sprout。' },
  'door-version': { en: 'Sprout {version} is open on this workspace, and this command is of Sprout {own}. Close Sprout and run the command again, or use the command line of Sprout {version}.', zh: '打开此工作区的是 Sprout {version}，而此命令属于 Sprout {own}。请关闭 Sprout 后再运行该命令，或使用 Sprout {version} 的命令行。' },
  'download-stopped': { en: 'The download of "{id}" was stopped. "sprout models get {id}" goes on with it.', zh: '“{id}”的下载已停止。用“sprout models get {id}”继续。' },
  'app-closed': { en: 'Sprout was closed while the command ran. What it had done by then is kept. Run it again.', zh: '命令运行期间 Sprout 被关闭。此前已完成的部分会保留。请重新运行。' },
} as const;
