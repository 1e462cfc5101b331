/** What may stand between a label and its value. */
const between = String.raw`["'”]?[ \t]{0,3}(?:[（(][^（）()\n]{0,12}[）)])?[ \t]{0,3}(?:[:=|#]|is\b|为|是|号码|号|no\.?|number)?[ \t]{0,3}[:=]?[ \t]{0,3}\n?["'“]?`;

/** A pattern of a value behind one of these labels; the value is the group `value`. */
export function labelled(labels: string, value: string, flags = 'giu'): RegExp {
  return new RegExp(String.raw`(?<![A-Za-z])(?:${labels})(?<![A-Za-z](?=[A-Za-z]))${between}(?<value>${value})`, `${flags}d`);
}
