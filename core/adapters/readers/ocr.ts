import type { LooseBlock } from './format-reader.ts';
import { Tesseract, type GreyImage, type OcrLanguage, type OcrResult, type Turn } from './tesseract.ts';
import { ocrBlocks, ocrText } from './ocr-blocks.ts';

export interface RecognisedPage {
  readonly blocks: LooseBlock[];
  /** Mean of the words' confidence, 0–100. */
  readonly confidence: number;
}

/** Pixels; in so small a picture Tesseract's page analysis finds no text, though there may be a line or two. */
const smallPicture = 3_000_000;

interface Attempt { readonly script: Script; readonly result: OcrResult }
type Script = 'latin' | 'simplified' | 'traditional';
const languagesOf: Readonly<Record<Script, readonly OcrLanguage[]>> = { latin: ['eng'], simplified: ['chi_sim', 'eng'], traditional: ['chi_tra', 'eng'] };
/** A reading this sure needs no second try with another script or turn. */
const sure = 80;
/** Less sure than this, the picture may lie on its side or stand on its head. */
const doubtful = 75;
/** Below this a "text" is specks and lines taken for letters. */
const noise = 30;
const turns: readonly Turn[] = [3, 6, 8];

let engine: Promise<Tesseract> | undefined;

/** Gives up the engine's memory (about 250 MB), where the next picture needs it to be decoded; it starts again in a second. */
export function releaseRecogniser(): void {
  engine = undefined;
}

/** Recognises pages of one document; the script and turn of a page are tried first on the next. */
export class PageRecogniser {
  #script: Script = 'latin';
  #turn: Turn = 1;

  /** @param page 1-based, written into the blocks; absent for a lone picture. */
  async recognise(image: GreyImage, page?: number): Promise<RecognisedPage> {
    engine ??= Tesseract.start();
    const tesseract = await engine;
    let best = await this.#tryScripts(tesseract, image, this.#turn);
    if (best.result.confidence < doubtful) {
      const small = smaller(image);
      let turned: { turn: Turn; confidence: number } = { turn: this.#turn, confidence: best.result.confidence };
      for (const turn of turns) {
        const { confidence } = (await this.#tryScripts(tesseract, small, turn)).result;
        if (confidence > turned.confidence + 5) turned = { turn, confidence };
        if (confidence >= sure) break;
      }
      if (turned.turn !== this.#turn) {
        const again = await this.#tryScripts(tesseract, image, turned.turn);
        if (again.result.confidence > best.result.confidence) { best = again; this.#turn = turned.turn; }
      }
    }
    this.#script = best.script;
    const blocks = best.result.confidence < noise ? [] : ocrBlocks(best.result, page);
    return { blocks, confidence: best.result.confidence };
  }

  async #tryScripts(tesseract: Tesseract, image: GreyImage, turn: Turn): Promise<Attempt> {
    let best: Attempt | undefined;
    const segmentation = image.width > 5 * image.height ? 'line' : 'page';
    const order: Script[] = [this.#script, ...(['latin', 'simplified', 'traditional'] as const).filter((script) => script !== this.#script)];
    for (const script of order) {
      let result = meaningful(await tesseract.recognise(image, languagesOf[script], turn, segmentation));
      if (result.confidence < noise && image.width * image.height < smallPicture) {
        result = meaningful(await tesseract.recognise(image, languagesOf[script], turn, 'block'));
      }
      // The model of Traditional characters is nearly as sure of Simplified ones: it must be clearly better.
      const margin = best?.script === 'simplified' ? 4 : 0;
      if (best === undefined || result.confidence > best.result.confidence + margin) best = { script, result };
      // The English model is never sure of Chinese, nor the Simplified one of Traditional.
      if (result.confidence >= sure) break;
    }
    return best as Attempt;
  }
}

/** A page of a few specks can be "sure": what has no letters has no confidence. */
function meaningful(result: OcrResult): OcrResult {
  return /[\p{L}\p{N}]{2}/u.test(ocrText(result)) ? result : { ...result, confidence: Math.min(result.confidence, noise - 1) };
}

/** Half the size is enough to tell which way is up, at a quarter of the time. */
function smaller(image: GreyImage): GreyImage {
  if (image.width * image.height < 1_500_000) return image;
  const width = image.width >> 1;
  const height = image.height >> 1;
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 2 * y * image.width + 2 * x;
      pixels[y * width + x] = ((image.pixels[at] ?? 0) + (image.pixels[at + 1] ?? 0) + (image.pixels[at + image.width] ?? 0) + (image.pixels[at + image.width + 1] ?? 0)) >> 2;
    }
  }
  return { width, height, pixels };
}
