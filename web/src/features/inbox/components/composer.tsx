import { CornerDownLeft, X } from 'lucide-react'
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { ConversationSummary, Message } from '@/client/types'
import { span } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { toast } from '@/ui/toast'
import { sayTyping, useAddNote, useConversationVerb } from '../api/actions'
import { useDraft } from '../api/drafts'
import { exceededLimit, fileSize } from '../rules/files'
import { windowState } from '../rules/window'
import { AttachedFiles } from './composer-files'
import { ComposerTools } from './composer-tools'
import { useSend } from './use-send'

export type ComposerHandle = { focus: (mode: 'message' | 'note') => void }
type Mode = 'message' | 'note'
type Props = {
  ref: Ref<ComposerHandle>
  summary: ConversationSummary
  isMine: boolean
  replyTo: Message | null
  onReplyTo: (message: Message | null) => void
}

const longest = 4096
const typingEvery = 20_000

/** Where people write: to the customer while the window is open, to colleagues always. Drafts stay with their conversation. */
export function Composer({ ref, summary, isMine, replyTo, onReplyTo }: Props) {
  const { t, i18n } = useTranslation('inbox')
  const { tenant } = useSession()
  const errorText = useErrorText()
  const now = useNow(1000)
  const [mode, setMode] = useState<Mode>('message')
  const [text, setText] = useDraft(summary.id, mode)
  const [files, setFiles] = useState<File[]>([])
  const [isDropping, setDropping] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const typedAt = useRef(0)
  const addNote = useAddNote(summary.id)
  const verb = useConversationVerb()
  const send = useSend(summary.id)

  const isNote = mode === 'note'
  const replyWindow = windowState(summary.window_closes_at, now)
  const isShut = !isNote && replyWindow.kind === 'closed'
  const other = summary.owner.kind === 'person' && !isMine ? (summary.owner.user?.name ?? '—') : null
  const overBy = [...text].length - longest
  const canSend = (text.trim() !== '' || (!isNote && files.length > 0)) && overBy <= 0

  useImperativeHandle(ref, () => ({
    // at once: the very next key already belongs to the text
    focus: (wanted) => {
      flushSync(() => setMode(wanted))
      box.current?.focus()
    },
  }))
  useLayoutEffect(() => {
    const field = box.current
    if (!field) return
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`
  }, [text, mode])

  const take = async () => {
    if (other) await verb.mutateAsync({ verb: 'assume', conversationId: summary.id, isFromColleague: true })
  }
  const submit = async () => {
    if (!canSend) return
    if (isNote) {
      const body = text.trim()
      addNote.mutate(body, {
        onSuccess: () => setText(''),
        onError: (error) => toast(errorText(error), { tone: 'danger' }),
      })
      return
    }
    try {
      await take()
    } catch {
      return // the refusal was said where it happened; the text stays
    }
    send.text(text, files, replyTo)
    setText('')
    setFiles([])
    onReplyTo(null)
    box.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      void submit()
    }
    if (event.key === 'Escape' && replyTo) {
      event.preventDefault()
      onReplyTo(null)
    }
  }
  const onType = (value: string) => {
    setText(value)
    if (!isNote && isMine && value && !isShut && Date.now() - typedAt.current > typingEvery) {
      typedAt.current = Date.now()
      sayTyping(tenant.id, summary.id)
    }
  }
  const attach = (added: Iterable<File>) => {
    const fitting = [...added].filter((file) => {
      const limit = exceededLimit(file)
      if (limit !== null) toast(t('composer.fileTooLarge', { name: file.name, limit: fileSize(limit, i18n.language) }), { tone: 'danger' })
      return limit === null && file.size > 0
    })
    if (fitting.length > 0) setFiles((present) => [...present, ...fitting])
    box.current?.focus()
  }
  const onPaste = (event: ClipboardEvent) => {
    if (!isNote && event.clipboardData.files.length > 0) {
      event.preventDefault()
      attach(event.clipboardData.files)
    }
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    if (!isNote && !isShut) attach(event.dataTransfer.files)
  }

  return (
    <div
      className="shrink-0 border-t px-2 pt-1.5 pb-[max(0.5rem,env(safe-area-inset-bottom))] md:px-4"
      onDragOver={(event) => {
        event.preventDefault()
        setDropping(event.dataTransfer.types.includes('Files'))
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={onDrop}
    >
      <div className="mx-auto max-w-3xl">
        <div className="mb-1 flex items-center gap-1">
          <div role="group" aria-label={t('composer.mode')} className="flex gap-0.5">
            {(['message', 'note'] as const).map((entry) => (
              <button
                key={entry}
                type="button"
                aria-pressed={mode === entry}
                onClick={() => {
                  setMode(entry)
                  requestAnimationFrame(() => box.current?.focus())
                }}
                className={cn('h-6 rounded px-2 text-xs text-ink-2 hover:bg-hover touch:h-9', mode === entry && (entry === 'note' ? 'bg-note font-semibold text-ink' : 'bg-sunken font-semibold text-ink'))}
              >
                {t(`composer.${entry}`)}
              </button>
            ))}
          </div>
          <p role="timer" aria-live="off" className={cn('ml-auto truncate text-xs tabular-nums', replyWindow.kind === 'open' ? 'text-ink-3' : 'font-medium text-wait')}>
            {replyWindow.kind === 'closed' ? t('composer.windowClosed') : t('composer.windowLeft', { span: span(replyWindow.left) })}
          </p>
        </div>
        {isShut ? (
          <div className="flex flex-wrap items-center gap-3 rounded-xl border border-dashed border-line-strong bg-sunken px-3 py-2.5">
            <p className="min-w-48 flex-1 text-sm text-ink-2">{t('composer.windowClosedText')}</p>
            <ComposerTools summary={summary} isShut onFiles={attach} onEmoji={() => undefined} beforeSend={take} />
          </div>
        ) : (
          <div
            className={cn(
              'rounded-xl border border-line-strong bg-raised focus-within:outline-2 focus-within:outline-accent',
              isNote && 'border-note-line bg-note',
              isDropping && !isNote && 'border-dashed border-accent bg-accent-soft',
            )}
          >
            {replyTo && !isNote && (
              <div className="flex items-center gap-2 border-b px-3 py-1.5 text-xs">
                <span className="h-7 w-0.5 rounded bg-accent" />
                <p className="min-w-0 flex-1">
                  <span className="block font-semibold text-accent-text">{t('composer.replyTo', { name: replyTo.direction === 'in' ? (summary.contact.name ?? t('message.from.customer')) : t(`message.from.${replyTo.author.kind}`) })}</span>
                  <span className="block truncate text-ink-2">{replyTo.text ?? t(`message.kind.${replyTo.kind}`)}</span>
                </p>
                <Button variant="ghost" size="icon-sm" aria-label={t('composer.cancelReply')} onClick={() => onReplyTo(null)}>
                  <X aria-hidden />
                </Button>
              </div>
            )}
            {!isNote && <AttachedFiles files={files} onRemove={(file) => setFiles((present) => present.filter((entry) => entry !== file))} />}
            <textarea
              ref={box}
              rows={1}
              value={text}
              onChange={(event) => onType(event.target.value)}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
              aria-label={isNote ? t('composer.note') : t('composer.message')}
              aria-describedby={other && !isNote ? 'composer-other' : undefined}
              placeholder={isDropping ? t('composer.drop') : isNote ? t('composer.placeholderNote') : isMine ? t('composer.placeholder') : t('composer.placeholderTake')}
              className="block max-h-55 w-full resize-none bg-transparent px-3 pt-2.5 pb-1 text-base outline-none placeholder:text-ink-3 touch:text-[1rem]"
            />
            <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
              {!isNote && (
                <ComposerTools
                  summary={summary}
                  isShut={false}
                  onFiles={attach}
                  onEmoji={(emoji) => {
                    const at = box.current?.selectionStart ?? text.length
                    onType(text.slice(0, at) + emoji + text.slice(at))
                  }}
                  beforeSend={take}
                />
              )}
              <span className="min-w-0 flex-1" />
              {overBy > 0 && <span role="alert" className="truncate text-xs text-danger">{t('composer.tooLong', { count: overBy })}</span>}
              {other && !isNote && text && (
                <span id="composer-other" className="truncate text-xs text-wait max-sm:hidden">
                  {t('composer.someoneElse', { name: other })}
                </span>
              )}
              <Button variant="primary" size="sm" aria-disabled={!canSend} className={cn(!canSend && 'opacity-55')} isBusy={addNote.isPending || verb.isPending} onClick={() => void submit()}>
                {isNote ? t('composer.saveNote') : isMine ? t('composer.send') : t('composer.takeAndSend')}
                <CornerDownLeft aria-hidden className="touch:hidden" />
              </Button>
            </div>
          </div>
        )}
      </div>
    </div>
  )
}
