/** A picture as a cover: cut to 1200 by 630 around its middle, and small enough for phones. */

const width = 1200
const height = 630
const most = 400 * 1024 // bytes; the server takes 512 kB
const qualities = [0.85, 0.7, 0.55, 0.4]

/** The cover as a JPEG. Rejects what the browser cannot read as a picture. */
export async function coverOf(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const paper = canvas.getContext('2d')
  if (!paper) throw new Error('no canvas')
  const scale = Math.max(width / picture.width, height / picture.height)
  const [wide, high] = [picture.width * scale, picture.height * scale]
  paper.fillStyle = '#fff' // under what is transparent
  paper.fillRect(0, 0, width, height)
  paper.drawImage(picture, (width - wide) / 2, (height - high) / 2, wide, high)
  picture.close()
  let made: Blob | null = null
  for (const quality of qualities) {
    made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
    if (made && made.size <= most) return made
  }
  if (!made) throw new Error('no picture')
  return made
}
