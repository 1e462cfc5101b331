/** The language to speak about a text in: Chinese when it holds a Chinese character. */
export const scriptOf = (text: string): 'en' | 'zh' => (/[\u3400-\u9fff]/.test(text) ? 'zh' : 'en');
