import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** The languages whose data is installed. */
export type OcrLanguage = 'eng' | 'chi_sim' | 'chi_tra';

/** Grey picture, one byte a pixel, row by row. */
export interface GreyImage { readonly width: number; readonly height: number; readonly pixels: Uint8Array }

/** Turns before recognition, named as EXIF does: 1 none, 3 by 180°, 6 by 90° clockwise, 8 by 90° counter-clockwise. */
export type Turn = 1 | 3 | 6 | 8;

interface BoundingBox { x0: number; y0: number; x1: number; y1: number }
export interface OcrLine { words: { text: string; confidence: number; bbox: BoundingBox }[]; text: string; bbox: BoundingBox; rowAttributes?: { row_height: number } }
export interface OcrBlock { paragraphs: { lines: OcrLine[] }[]; bbox: BoundingBox }
export interface OcrResult { readonly blocks: OcrBlock[]; /** 0–100. */ readonly confidence: number }

interface Api {
  Init(data: null, languages: string, engine: number, config: undefined): number;
  SetVariable(name: string, value: string): void;
  SetImageFile(exif: number, angle: number): number;
  SetRectangle(left: number, top: number, width: number, height: number): void;
  FindLines(): void;
  GetGradient(): number;
  Recognize(monitor: null): number;
  GetJSONText(): string;
  MeanTextConf(): number;
  Clear(): void;
  End(): void;
}
interface Core { FS: { writeFile(name: string, data: Uint8Array): void }; TessBaseAPI: new () => Api }
type CoreFactory = (options: { TesseractProgress(percent: number): void }) => Promise<Core>;

const lstmOnly = 1;
const segmentationModes = { page: '3', block: '6', line: '7' } as const;
/** What a picture is taken for: a page with columns and paragraphs, one block, or one line. */
export type Segmentation = keyof typeof segmentationModes;

/**
 * Tesseract itself, compiled to WebAssembly, called directly: tesseract.js would run it in a thread more,
 * looks for language data in one folder only, and falls back to the network.
 */
export class Tesseract {
  readonly #core: Core;
  /** One at a time: each holds its models in memory that WebAssembly never gives back. */
  #current: { key: string; api: Api } | undefined;
  readonly #loaded = new Set<OcrLanguage>();

  private constructor(core: Core) { this.#core = core; }

  static async start(): Promise<Tesseract> {
    // tesseract.js-core comes with tesseract.js, which pins its version.
    const require = createRequire(createRequire(import.meta.url).resolve('tesseract.js'));
    const features = require('wasm-feature-detect') as { relaxedSimd(): Promise<boolean>; simd(): Promise<boolean> };
    const build = await features.relaxedSimd() ? 'relaxedsimd-lstm' : await features.simd() ? 'simd-lstm' : 'lstm';
    const factory = require(`tesseract.js-core/tesseract-core-${build}`) as CoreFactory;
    return new Tesseract(await factory({ TesseractProgress: () => undefined }));
  }

  async recognise(image: GreyImage, languages: readonly OcrLanguage[], turn: Turn = 1, segmentation: Segmentation = 'page'): Promise<OcrResult> {
    const api = await this.#api(languages);
    api.SetVariable('tessedit_pageseg_mode', segmentationModes[segmentation]);
    this.#core.FS.writeFile('/input', portableGreymap(image));
    if (api.SetImageFile(turn, 0) === 1) throw new Error('Tesseract could not take the picture.');
    // Lines that slope by more than a third of a degree are levelled.
    if (segmentation === 'page') {
      api.FindLines();
      const slope = api.GetGradient();
      if (Math.abs(slope) >= 0.005) api.SetImageFile(turn, slope);
    }
    api.Recognize(null);
    const { blocks } = JSON.parse(api.GetJSONText()) as { blocks: OcrBlock[] };
    const confidence = api.MeanTextConf();
    api.Clear();
    return { blocks, confidence };
  }

  async #api(languages: readonly OcrLanguage[]): Promise<Api> {
    const key = languages.join('+');
    if (this.#current?.key === key) return this.#current.api;
    this.#current?.api.End();
    for (const language of languages) await this.#load(language);
    const api = new this.#core.TessBaseAPI();
    if (api.Init(null, key, lstmOnly, undefined) === -1) throw new Error(`Tesseract could not start with ${key}.`);
    api.SetVariable('user_defined_dpi', '300');
    this.#current = { key, api };
    return api;
  }

  async #load(language: OcrLanguage): Promise<void> {
    if (this.#loaded.has(language)) return;
    const folder = dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${language}/package.json`));
    const packed = await readFile(join(folder, '4.0.0_best_int', `${language}.traineddata.gz`));
    this.#core.FS.writeFile(`./${language}.traineddata`, await promisify(gunzip)(packed));
    this.#loaded.add(language);
  }
}

/** The simplest format that Leptonica reads: no time is lost on compression. */
function portableGreymap({ width, height, pixels }: GreyImage): Uint8Array {
  const head = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
  return Buffer.concat([head, pixels]);
}
