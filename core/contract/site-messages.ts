/** What can go wrong on the way to the website, in both languages. Data only. */
export const siteMessages = {
  'site-not-found': { en: 'There is no site "{id}". It may have been deleted; reload the list.', zh: '没有站点“{id}”，可能已被删除。请刷新列表。' },
  'site-name': { en: 'A site needs a name of 1 to 100 characters.', zh: '站点需要 1 到 100 个字符的名称。' },
  'site-documents': { en: 'It is not chosen yet which documents visitors of "{site}" get answers from. Choose them, then publish.', zh: '尚未选择“{site}”的访客可以从哪些文档得到答案。请先选择，再发布。' },
  'site-empty': { en: 'Nothing can be published: none of the chosen documents is ready ({missing}), and no answer is approved. Choose others, or wait until they are read.', zh: '没有可发布的内容：所选文档均未就绪（{missing}），也没有已确认的答案。请另选文档，或等读取完成。' },
  'site-findings': { en: 'Not published: {count} things would leave that are not usually shown to everyone: {found}. Look at them, then take the documents out or let them out.', zh: '未发布：有 {count} 处通常不公开的内容将会公开：{found}。请查看后移除相关文档，或确认公开。' },
  'site-widget': { en: 'This copy of Sprout has no built widget ({missing}), so nothing can be published. Start it with "npm start" once, or install it anew.', zh: '此 Sprout 缺少构建好的网站组件（{missing}），无法发布。请先运行一次“npm start”，或重新安装。' },
  'site-unpublished': { en: '"{site}" was not published yet. Publish it first.', zh: '“{site}”尚未发布。请先发布。' },
  'site-version-not-found': { en: 'Version {version} of "{site}" is not kept any more. Choose one from the list.', zh: '“{site}”的版本 {version} 已不再保留。请从列表中选择。' },
  'site-copy-not-found': { en: 'This copy of "{site}" is not remembered any more. Reload the page.', zh: '已不再记录“{site}”的这份副本。请刷新页面。' },
  'site-copy-elsewhere': { en: 'Only a folder on this computer can be written anew by itself. Download the site, or export the move, once more.', zh: '只有本机上的文件夹可以直接重新写入。请重新下载站点，或重新导出搬迁文件夹。' },
  'site-document-unknown': { en: 'There is no ready document "{name}". Choose from: {known}.', zh: '没有就绪的文档“{name}”。可选：{known}。' },
  'site-folder-foreign': { en: '"{folder}" holds an index.html that is not from Sprout, and publishing would replace it. Choose an empty folder, for example "sprout" within it.', zh: '“{folder}”中有不是由 Sprout 生成的 index.html，发布会将其覆盖。请选择空文件夹，例如其中的“sprout”。' },
  'file-unwritable': { en: '"{file}" could not be written ({reason}). Check that you may write there and that nothing else holds it.', zh: '无法写入“{file}”（{reason}）。请检查写入权限，以及是否被其他程序占用。' },
  'origin-invalid': { en: '"{origin}" is not the address of a website as browsers send it. Write it like https://shop.example, without path, spaces or *; http is for this computer alone.', zh: '“{origin}”不是浏览器认可的网站来源地址。请写成 https://shop.example 这样的形式，不带路径、空格或 *；http 仅限本机。' },
  'approved-not-found': { en: 'There is no approved answer "{id}". It may have been deleted; reload the list.', zh: '没有已确认的答案“{id}”，可能已被删除。请刷新列表。' },
} as const satisfies Record<string, { en: string; zh: string }>;
