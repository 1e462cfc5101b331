/**
 * Programs that make PDFs name a glyph by any code point that shows it, and often take a radical's: "⻓⽅" stands for "长方".
 * Such text looks right and is never found. Radicals of the first block are folded by NFKC; those of the supplement are listed
 * here as Unicode's EquivalentUnifiedIdeograph has them.
 */
const supplement = '⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢水⺣灬⺤爪⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺶羊⺹老⺺聿⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阝⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟';
const unified = new Map(Array.from({ length: supplement.length / 2 }, (_, at) => [supplement[2 * at] ?? '', supplement[2 * at + 1] ?? '']));

/** The same text in characters that are meant to be read; its length stays. */
export function withoutRadicals(text: string): string {
  return text.replaceAll(/[\u2e80-\u2fd5]/g, (radical) => unified.get(radical) ?? radical.normalize('NFKC'));
}
