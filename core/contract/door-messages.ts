/** Failures of commands beside an open app. Data only. */
export const doorMessages = {
  'command-alone': { en: '"sprout {command}" needs the workspace to itself, and Sprout is open on it (process {pid}). Close Sprout and run it again.', zh: '“sprout {command}”需要独占工作区，而 Sprout 正打开着它（进程 {pid}）。请关闭 Sprout 后再运行。' },
  'door-unsafe': { en: 'Sprout is open, but "{file}" could have been written or read by another user, so the command line does not use it. Close Sprout, delete that file and open Sprout again.', zh: 'Sprout 已打开，但其他用户可能读写过“{file}”，因此命令行不使用它。请关闭 Sprout，删除该文件后重新打开。' },
  'app-closed': { en: 'Sprout was closed while the command ran. What it had done by then is kept. Run it again.', zh: '命令运行期间 Sprout 被关闭。此前已完成的部分会保留。请重新运行。' },
} as const;
