import { Check, CheckCheck, Clock3, ExternalLink, FileText, List, MapPin, Mic, Phone as PhoneIcon, TriangleAlert, User } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { clockTime } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { fileUrl } from '../api'
import { type Bubble as Content, bubbleOf, pieces, safeLink } from '../rules/bubble'
import type { Media, SimMessage, Tick } from '../wire'

export type Taps = { onButton: (id: string, title: string) => void; onList: (content: Content) => void; onShare: (what: 'location' | 'phone') => void }
/** Without `taps` it is only looked at. */
type Props = { message: SimMessage; taps: Taps | null }

/** One message as the customer sees it. */
export function Bubble({ message, taps }: Props) {
  const { t } = useTranslation('simulator')
  const zone = useZone()
  const content = useMemo(() => bubbleOf(message), [message])
  const isMine = message.from === 'customer'
  return (
    <div className={cn('flex max-w-[85%] min-w-0 flex-col gap-1', isMine ? 'items-end' : 'items-start')}>
      <div
        className={cn(
          'w-fit max-w-full min-w-24 rounded-2xl px-2.5 py-1.5 text-sm text-ink',
          isMine ? 'rounded-br-md bg-bubble-out' : 'rounded-bl-md border bg-bubble-in',
          message.status === 'pending' && 'opacity-75',
        )}
      >
        {message.from === 'phone_app' && <p className="mb-0.5 text-2xs font-semibold text-ink-2">{t('bubble.phoneApp')}</p>}
        {message.reply_to && (
          <p className="mb-1 line-clamp-2 rounded border-l-2 border-accent bg-ink/5 px-1.5 py-0.5 text-xs break-words text-ink-2">
            <span className="sr-only">{t('bubble.replyTo')} </span>
            {message.reply_to.preview ?? t('bubble.gone')}
          </p>
        )}
        {message.is_revoked ? <p className="text-ink-2 italic">{t('bubble.revoked')}</p> : <Inside content={content} media={message.media} />}
        <p className="mt-0.5 flex items-center justify-end gap-1 text-2xs text-ink-2">
          {message.is_edited && !message.is_revoked && <span>{t('bubble.edited')}</span>}
          <time dateTime={message.at}>{clockTime(message.at, zone)}</time>
          <Ticks status={message.status} />
        </p>
      </div>
      {message.reactions.length > 0 && (
        <ul aria-label={t('bubble.reactions')} className="-mt-2.5 flex gap-0.5 px-2">
          {message.reactions.map(({ by, emoji }) => (
            <li key={by} className="rounded-full border bg-raised px-1.5 text-xs" title={by === 'customer' ? t('bubble.byCustomer') : t('bubble.byBusiness')}>
              {emoji}
            </li>
          ))}
        </ul>
      )}
      {!isMine && !message.is_revoked && <Choices content={content} taps={taps} />}
    </div>
  )
}

function Inside({ content, media }: { content: Content; media: Media | null }) {
  const { t } = useTranslation('simulator')
  return (
    <>
      {content.header && <p className="mb-1 font-semibold break-words">{content.header}</p>}
      {content.media && <MediaView kind={content.media} isVoice={content.isVoice ?? false} media={media} />}
      {content.place && <PlaceCard place={content.place} />}
      {content.contacts?.map((one, index) => (
        <p key={index} className="flex items-center gap-2 py-1">
          <User aria-hidden className="size-4 shrink-0 text-ink-2" />
          <span className="min-w-0">
            <span className="block truncate font-medium">{one.name}</span>
            <span className="block text-xs text-ink-2">{one.phone}</span>
          </span>
        </p>
      ))}
      {content.text && <Text text={content.text} />}
      {content.footer && <p className="mt-0.5 text-xs break-words text-ink-2">{content.footer}</p>}
      {content.unknown && <p className="text-ink-2 italic">{t('bubble.unknown', { type: content.unknown })}</p>}
    </>
  )
}

const marks = { bold: 'font-semibold', italic: 'italic', strike: 'line-through', code: 'font-mono text-xs' }

function Text({ text }: { text: string }) {
  return (
    <p className="break-words whitespace-pre-wrap">
      {pieces(text).map((piece, index) =>
        piece.link ? (
          <a key={index} href={piece.link} target="_blank" rel="noreferrer noopener" className="text-accent-text underline underline-offset-2">
            {piece.text}
          </a>
        ) : (
          <span key={index} className={piece.mark && marks[piece.mark]}>
            {piece.text}
          </span>
        ),
      )}
    </p>
  )
}

function MediaView({ kind, isVoice, media }: { kind: NonNullable<Content['media']>; isVoice: boolean; media: Media | null }) {
  const { t } = useTranslation('simulator')
  const { tenant } = useSession()
  const url = media?.id ? fileUrl(tenant.id, media.id) : undefined
  const name = media?.filename ?? t(`bubble.media.${isVoice ? 'voice' : kind}`)
  if (url && (kind === 'image' || kind === 'sticker'))
    return <img src={url} alt={name} loading="lazy" className={cn('mb-1 rounded-lg object-cover', kind === 'sticker' ? 'size-28' : 'max-h-56 w-full')} />
  // what people film and record has no captions
  // eslint-disable-next-line jsx-a11y/media-has-caption -- a rehearsed film has no captions
  if (url && kind === 'video') return <video src={url} controls preload="metadata" aria-label={name} className="mb-1 max-h-56 w-full rounded-lg" />
  if (url && kind === 'audio')
    return (
      <span className="mb-1 flex items-center gap-2">
        {isVoice && <Mic aria-hidden className="size-4 shrink-0 text-accent-text" />}
        {/* eslint-disable-next-line jsx-a11y/media-has-caption -- nor has a rehearsed voice */}
        <audio src={url} controls preload="metadata" aria-label={name} className="h-9 w-52 max-w-full" />
      </span>
    )
  const target = url ?? safeLink(media?.link)
  const inside = (
    <>
      <FileText aria-hidden className="size-5 shrink-0 text-ink-2" />
      <span className="min-w-0 truncate">{name}</span>
    </>
  )
  const box = 'mb-1 flex min-w-0 items-center gap-2 rounded-lg bg-ink/5 px-2 py-2 text-xs'
  return target ? (
    <a href={target} download={media?.filename ?? true} className={cn(box, 'hover:underline')}>
      {inside}
    </a>
  ) : (
    <span className={box}>{inside}</span>
  )
}

function PlaceCard({ place }: { place: NonNullable<Content['place']> }) {
  const { t } = useTranslation('simulator')
  return (
    <a
      href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=17/${place.latitude}/${place.longitude}`}
      target="_blank"
      rel="noreferrer noopener"
      className="mb-1 block w-56 max-w-full overflow-hidden rounded-lg border bg-raised hover:brightness-98"
    >
      <span aria-hidden className="flex h-20 items-center justify-center bg-[repeating-linear-gradient(45deg,var(--c-sunken)_0_14px,var(--c-hover)_14px_28px)]">
        <MapPin className="size-7 text-danger" />
      </span>
      <span className="block px-2 py-1.5">
        <span className="block font-medium">{place.name ?? t('bubble.place')}</span>
        {place.address && <span className="block text-xs text-ink-2">{place.address}</span>}
        <span className="block text-2xs text-ink-2">
          {place.latitude.toFixed(5)}, {place.longitude.toFixed(5)}
        </span>
      </span>
    </a>
  )
}

const tap =
  'flex min-h-9 w-full items-center justify-center gap-1.5 rounded-xl border border-line bg-raised px-3 py-1.5 text-sm font-medium text-accent-text not-disabled:hover:bg-accent-soft disabled:text-ink-2 touch:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0'

function Choices({ content, taps }: { content: Content; taps: Taps | null }) {
  const { t } = useTranslation('simulator')
  if (content.buttons.length === 0 && !content.list && !content.asks) return null
  return (
    <div className="flex w-full min-w-48 flex-col gap-1">
      {content.buttons.map((button) =>
        button.kind === 'reply' ? (
          <button key={button.id} type="button" className={tap} disabled={!taps} onClick={() => taps?.onButton(button.id, button.title)}>
            {button.title}
          </button>
        ) : button.target ? (
          <a key={button.id} href={button.target} target="_blank" rel="noreferrer noopener" className={tap}>
            <ExternalLink aria-hidden />
            {button.title}
          </a>
        ) : (
          <span key={button.id} className={cn(tap, 'text-ink-2')}>
            <PhoneIcon aria-hidden />
            {button.title}
          </span>
        ),
      )}
      {content.list && (
        <button type="button" aria-haspopup="dialog" className={tap} disabled={!taps} onClick={() => taps?.onList(content)}>
          <List aria-hidden />
          {content.list.label}
        </button>
      )}
      {content.asks && (
        <button type="button" className={tap} disabled={!taps} onClick={() => taps?.onShare(content.asks as 'location' | 'phone')}>
          {t(content.asks === 'location' ? 'composer.location' : 'composer.sharePhone')}
        </button>
      )}
    </div>
  )
}

function Ticks({ status }: { status: Tick }) {
  const { t } = useTranslation('simulator')
  const Icon = { pending: Clock3, sent: Check, delivered: CheckCheck, read: CheckCheck, played: CheckCheck, failed: TriangleAlert }[status]
  return (
    <span title={t(`tick.${status}`)} className={cn((status === 'read' || status === 'played') && 'text-read', status === 'failed' && 'text-danger')}>
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{t(`tick.${status}`)}</span>
    </span>
  )
}
