import type { Answer } from './world.ts'

const uploads = new Map<string, { raw: Buffer; mime: string }>()
export const keepUpload = (id: string, raw: Buffer, mime: string) => void uploads.set(id, { raw, mime })

const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 360"><rect width="480" height="360" fill="#cfd8d3"/><rect x="60" y="50" width="360" height="270" rx="6" fill="#fdfcf8"/><g fill="#8b938e"><rect x="90" y="80" width="180" height="14"/><rect x="90" y="120" width="300" height="8"/><rect x="90" y="142" width="280" height="8"/><rect x="90" y="164" width="300" height="8"/><rect x="90" y="200" width="220" height="8"/></g><path d="M300 270c20-30 40 20 60-10s20 5 30 0" stroke="#31577a" stroke-width="4" fill="none"/></svg>`

function tone(): Buffer {
  const rate = 8000
  const seconds = 7
  const data = Buffer.alloc(rate * seconds)
  for (let index = 0; index < data.length; index += 1) data[index] = 128 + Math.round(30 * Math.sin((index / rate) * 2 * Math.PI * 220))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

export function answerFile(id: string): Answer {
  const upload = uploads.get(id)
  if (upload) return { status: 200, raw: upload.raw, mime: upload.mime }
  if (id === 'f-image') return { status: 200, raw: Buffer.from(picture), mime: 'image/svg+xml' }
  if (id === 'f-audio') return { status: 200, raw: tone(), mime: 'audio/wav' }
  if (id === 'f-pdf') return { status: 200, raw: Buffer.from('%PDF-1.4\n%%EOF'), mime: 'application/pdf' }
  return { status: 404, body: { error: { code: 'not_found', message: 'not found', field: null, params: {} } } }
}
