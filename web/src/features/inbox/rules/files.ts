import type { MessageKind } from '@/client/types'

const megabyte = 1024 * 1024

/** What the platform takes: kind by type, and the most bytes of each kind (whatsapp-cloud, section 5). */
const limits = { image: 5 * megabyte, audio: 16 * megabyte, video: 16 * megabyte, document: 100 * megabyte } as const
type SentKind = keyof typeof limits & MessageKind

const types: Record<Exclude<SentKind, 'document'>, readonly string[]> = {
  image: ['image/jpeg', 'image/png'],
  audio: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  video: ['video/mp4', 'video/3gpp'],
}

/** As what a file goes out; what is no accepted picture, sound or film goes as a document. */
export function kindOfFile(mime: string): SentKind {
  const plain = mime.split(';')[0]?.trim() ?? ''
  for (const kind of ['image', 'audio', 'video'] as const) if (types[kind].includes(plain)) return kind
  return 'document'
}

/** The limit in bytes that the file exceeds, or null. */
export function exceededLimit(file: { type: string; size: number }): number | null {
  const limit = limits[kindOfFile(file.type)]
  return file.size > limit ? limit : null
}

export function fileSize(bytes: number, locale: string): string {
  const [value, unit] = bytes >= megabyte ? [bytes / megabyte, 'MB'] : [Math.max(1, bytes / 1024), 'kB']
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`
}
