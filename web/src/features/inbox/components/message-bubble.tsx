import { Link } from '@tanstack/react-router'
import { Bot, ChevronDown, Copy, History, MessageSquareReply, ShieldCheck, Smartphone } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/client/types'
import { clockTime, dayKey, fullMoment } from '@/lib/dates'
import { canSee, useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { Menu, MenuItem } from '@/ui/menu'
import { toast } from '@/ui/toast'
import { send } from '../api/outbox'
import { readPreview } from '../rules/list'
import { originOf } from '../rules/origin'
import { plainText } from '../rules/rich-text'
import { MessageBody } from './body/message-body'
import { Explanation } from './explanation'
import { Ticks } from './ticks'

const quickReactions = ['👍', '❤️', '🙏', '😊', '😮'] as const

type Props = {
  message: Message
  customer: string
  isFirst: boolean
  isLast: boolean
  quoted: Message | undefined
  /** Undefined for whoever may only look. */
  onReply: ((message: Message) => void) | undefined
}

/** One message with its author's colour, what it quotes, its reactions, its marks, and why the bot said it. */
export const MessageBubble = memo(function MessageBubble({ message, customer, isFirst, isLast, quoted, onReply }: Props) {
  const { t } = useTranslation('inbox')
  const { me, tenant } = useSession()
  const zone = useZone()
  const isOut = message.direction === 'out'
  const isBot = message.author.kind === 'bot'
  const author =
    message.author.kind === 'customer'
      ? customer
      : message.author.kind === 'user'
        ? message.author.user?.id === me.user.id
          ? t('message.you')
          : (message.author.user?.name ?? t('message.from.user'))
        : t(`message.from.${message.author.kind}`)
  const isLoud = message.status === 'failed' || message.status === 'unknown' || message.status === 'dropped'
  const canReact = onReply !== undefined && !isOut && !message.is_revoked

  return (
    <li data-message={message.id} className={cn('group flex flex-col', isOut ? 'items-end' : 'items-start', isFirst ? 'mt-3' : 'mt-0.5')}>
      {isFirst && isOut && (
        <span className={cn('mb-0.5 flex items-center gap-1 px-1 text-2xs font-medium', isBot ? 'text-bot' : 'text-ink-3')}>
          {isBot && <Bot aria-hidden className="size-3" />}
          {message.author.kind === 'phone_app' && <Smartphone aria-hidden className="size-3" />}
          {author}
        </span>
      )}
      <div className={cn('flex max-w-[88%] items-start gap-1 md:max-w-[76%]', isOut && 'flex-row-reverse')}>
        <article
          aria-label={`${author}, ${clockTime(message.at, zone)}`}
          className={cn(
            'relative min-w-0 rounded-2xl px-3 py-1.5 text-base text-ink',
            isOut ? (isBot ? 'bg-bubble-bot' : 'bg-bubble-out') : 'border bg-bubble-in',
            isOut ? (isLast ? 'rounded-br-sm' : '') : isLast ? 'rounded-bl-sm' : '',
            message.status === 'dropped' && 'opacity-75',
            message.status === 'failed' && 'outline-1 outline-danger',
          )}
        >
          {message.reply_to && <Quote reply={message.reply_to} quoted={quoted} customer={customer} />}
          <MessageBody message={message} customer={customer} />
          <p className="mt-0.5 flex items-center justify-end gap-1.5 text-2xs text-ink-2 tabular-nums">
            {message.is_late && (
              <span className="flex items-center gap-0.5">
                <History aria-hidden className="size-3" />
                {t('message.late')}
              </span>
            )}
            {message.is_edited && <span>{t('message.edited')}</span>}
            <time dateTime={message.at} title={fullMoment(message.at, zone)}>
              {clockTime(message.at, zone)}
            </time>
            {isOut && <Ticks message={message} />}
          </p>
          {message.reactions.length > 0 && (
            <p className={cn('absolute -bottom-3 flex gap-0.5 rounded-full border bg-raised px-1.5 py-px text-sm', isOut ? 'right-2' : 'left-2')}>
              {message.reactions.map((reaction, index) => (
                <span key={index} role="img" aria-label={t(`message.reactionBy.${reaction.by}`, { emoji: reaction.emoji })}>
                  {reaction.emoji}
                </span>
              ))}
            </p>
          )}
        </article>
        {(onReply || message.text || canSee(tenant, 'settings')) && (
          <div className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100">
            <Menu
              align={isOut ? 'end' : 'start'}
              trigger={
                <Button variant="ghost" size="icon-sm" aria-label={`${t('message.actions')}: ${author}, ${clockTime(message.at, zone)}`} className="size-6 touch:size-7">
                  <ChevronDown aria-hidden />
                </Button>
              }
            >
              {canReact && <ReactionRow message={message} />}
              {onReply && (
                <MenuItem onSelect={() => setTimeout(() => onReply(message), 30)}>
                  <MessageSquareReply aria-hidden />
                  {t('message.reply')}
                </MenuItem>
              )}
              {message.text && (
                <MenuItem
                  onSelect={() => void navigator.clipboard.writeText(message.text ?? '').then(() => toast(t('message.copied')))}
                >
                  <Copy aria-hidden />
                  {t('message.copy')}
                </MenuItem>
              )}
              {canSee(tenant, 'settings') && (
                <MenuItem asChild>
                  <Link to="/t/$slug/custody" params={{ slug: tenant.slug }} search={originOf(dayKey(Date.now(), zone), { conversation: message.conversation_id, message: message.id }, dayKey(message.at, zone))}>
                    <ShieldCheck aria-hidden />
                    {isOut ? t('origin.sent') : t('origin.message')}
                  </Link>
                </MenuItem>
              )}
            </Menu>
          </div>
        )}
      </div>
      {message.reactions.length > 0 && <span className="h-3" />}
      {isLoud && <Ticks message={message} isSpelledOut />}
      {isBot && message.explanation && <Explanation explanation={message.explanation} />}
    </li>
  )
})

function ReactionRow({ message }: { message: Message }) {
  const { t } = useTranslation('inbox')
  const { tenant } = useSession()
  return (
    <div className="flex border-b pb-1">
      {quickReactions.map((emoji) => (
        <MenuItem
          key={emoji}
          aria-label={t('message.react', { emoji })}
          className="w-auto text-lg"
          onSelect={() =>
            send(tenant.id, { conversationId: message.conversation_id, kind: 'reaction', content: { emoji, message_id: message.id } }, () => undefined)
          }
        >
          {emoji}
        </MenuItem>
      ))}
    </div>
  )
}

function Quote({ reply, quoted, customer }: { reply: NonNullable<Message['reply_to']>; quoted: Message | undefined; customer: string }) {
  const { t } = useTranslation('inbox')
  const author = reply.author_kind === 'customer' ? customer : t(`message.from.${reply.author_kind}`)
  const line = reply.preview || quoted ? readPreview(reply.preview || (quoted?.text ?? null), quoted?.kind ?? 'text') : null
  const text = !line ? t('message.original') : 'words' in line ? plainText(line.words) : line.kind === 'revoked' ? t('message.revoked') : t(`message.kind.${line.kind}`)
  const jump = () => {
    const target = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(reply.id)}"]`)
    target?.scrollIntoView({ block: 'center' })
  }
  return (
    <button type="button" onClick={jump} className="mb-1 block w-full rounded-md border-l-3 border-accent bg-ink/5 px-2 py-1 text-left text-xs">
      <span className="block font-semibold text-accent-text">{author}</span>
      <span className="line-clamp-2 text-ink-2">{text}</span>
    </button>
  )
}
