import { FileText, ImageOff, Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/client/types'
import { tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { fileSize } from '../../rules/files'
import { isVoice, mediaName } from '../../rules/content'
import { RichText } from '../rich-text'

/** A picture, film, sound or file, from our own storage only, with its caption. */
export function MediaBody({ message, customer }: { message: Message; customer: string }) {
  const caption = message.kind !== 'audio' && message.kind !== 'sticker' && message.text
  return (
    <>
      <Media message={message} customer={customer} />
      {caption && <RichText text={caption} className="mt-1" />}
    </>
  )
}

function Media({ message, customer }: { message: Message; customer: string }) {
  const { t, i18n } = useTranslation('inbox')
  const { tenant } = useSession()
  const [isBroken, setBroken] = useState(false)
  const { file, kind } = message
  if (!file || isBroken) {
    const isComing = !file && message.media_state === 'pending'
    return (
      <p className="flex items-center gap-1.5 text-sm text-ink-2">
        <ImageOff aria-hidden className="size-4 shrink-0" />
        <span>
          {t(`message.kind.${kind}`)}. {isComing ? t('message.fileComing') : t('message.fileMissing')}
        </span>
      </p>
    )
  }
  const url = tenantPath(tenant.id, `files/${file.id}`)
  const who = message.direction === 'in' ? customer : t('message.from.user')
  if (kind === 'image')
    return (
      <a href={url} target="_blank" rel="noopener noreferrer" aria-label={t('message.openImage')} className="-mx-1.5 -mt-0.5 block overflow-hidden rounded-xl">
        <img src={url} alt={message.text ?? t('message.image', { name: who })} loading="lazy" onError={() => setBroken(true)} className="max-h-80 min-h-24 w-64 bg-sunken object-cover sm:w-72" />
      </a>
    )
  if (kind === 'sticker') return <img src={url} alt={t('message.kind.sticker')} loading="lazy" onError={() => setBroken(true)} className="size-32 object-contain" />
  if (kind === 'video')
    return (
      // eslint-disable-next-line jsx-a11y/media-has-caption -- customers' films come without captions
      <video src={url} controls preload="metadata" aria-label={t('message.kind.video')} onError={() => setBroken(true)} className="-mx-1.5 max-h-80 w-72 max-w-full rounded-xl bg-black" />
    )
  if (kind === 'audio')
    return (
      // eslint-disable-next-line jsx-a11y/media-has-caption -- customers' voices come without captions
      <audio src={url} controls preload="metadata" aria-label={isVoice(message.content) ? t('message.voice') : t('message.kind.audio')} onError={() => setBroken(true)} className="h-10 w-64 max-w-full" />
    )
  const name = file.name ?? mediaName(message.content) ?? t('message.kind.document')
  return (
    <a href={url} download={name} className="flex items-center gap-2.5 rounded-lg bg-ink/5 px-2.5 py-2 hover:bg-ink/10" aria-label={t('message.download', { name })}>
      <FileText aria-hidden className="size-6 shrink-0 text-accent-text" />
      <span className="min-w-0">
        <span className="block truncate text-sm font-medium">{name}</span>
        <span className="block text-xs text-ink-2">{fileSize(file.size, i18n.language)}</span>
      </span>
      <Download aria-hidden className="ml-auto size-4 shrink-0 text-ink-2" />
    </a>
  )
}
