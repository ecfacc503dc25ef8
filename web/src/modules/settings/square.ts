/** What a face beside a name needs on a sharp screen, in pixels. */
const side = 256;

/** The middle of a picture as a small square, in a file that holds nothing but it. Fails where the browser cannot read the picture. */
export async function squareOf(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const { width, height } = picture;
  const part = Math.min(width, height);
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("No canvas");
  context.fillStyle = "white";
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, (width - part) / 2, (height - part) / 2, part, part, 0, 0, side, side);
  picture.close();
  return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.86 });
}
