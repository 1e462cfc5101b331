import { spawn } from 'node:child_process';
import { portFlag, type Arguments } from '../arguments.ts';
import { startBrowserShell } from '../browser-shell/index.ts';
import { openLasting, print, productFolders, progress } from '../with-core.ts';

/** `serve`: the app on loopback, until Ctrl-C. The link holds a token that works once. */
export async function serve(given: Arguments): Promise<number> {
  const core = await openLasting(given);
  const shell = await startBrowserShell({ core, app: productFolders.app, port: portFlag(given, 0) });
  print(given, { url: shell.link, port: shell.port, programs: shell.programs }, () => `Sprout is open at ${shell.link}\n${given.locale === 'zh' ? '供其他程序使用（需要密钥）：' : 'For other programs, with a key: '}${shell.programs}`);
  progress(given, given.locale === 'zh' ? '按 Ctrl-C 结束。' : 'Press Ctrl-C to end.');
  if (!given.flags.has('no-open')) openInBrowser(shell.link);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await shell.close();
  await core.close();
  return 0;
}

/** The system's own way to open a link; where there is none the printed link serves. */
function openInBrowser(link: string): void {
  const [command, ...rest] = process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', link] : [process.platform === 'darwin' ? 'open' : 'xdg-open', link];
  if (!command) return;
  const child = spawn(command, rest, { stdio: 'ignore', detached: true });
  child.on('error', () => process.stderr.write(`Open this link in your browser: ${link}\n`));
  child.unref();
}
