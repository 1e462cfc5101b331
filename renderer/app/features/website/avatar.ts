/** Pixels: twice what is shown. */
const side = 96;
/** Characters of a data address, as the contract has it. */
const most = 40_000;

/** A small square picture of a file, cut from its middle, as a data address. @throws where the file is no picture. */
export async function smallPicture(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('No canvas');
  const edge = Math.min(picture.width, picture.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, (picture.width - edge) / 2, (picture.height - edge) / 2, edge, edge, 0, 0, side, side);
  picture.close();
  // A browser that cannot write WebP gives PNG instead.
  for (const [type, quality] of [['image/webp', 0.9], ['image/webp', 0.6], ['image/jpeg', 0.7]] as const) {
    const address = canvas.toDataURL(type, quality);
    if (address.length <= most) return address;
  }
  throw new Error('The picture stays too large');
}
