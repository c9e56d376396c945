import { useQueryClient } from '@tanstack/react-query'
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dayKey, daysAgo, longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import { keys, loadOlder } from '../api'
import type { Bubble as Content } from '../rules/bubble'
import { isPending } from '../rules/timeline'
import type { SimMessage, Thread as ThreadData } from '../wire'
import { Bubble } from './bubble'
import { MessageActions } from './message-actions'

export type ThreadActs = {
  onButton: (message: SimMessage, id: string, title: string) => void
  onList: (message: SimMessage, content: Content) => void
  onShare: (what: 'location' | 'phone') => void
  onReact: (message: SimMessage, emoji: string | null) => void
  onReply: (message: SimMessage) => void
  onEdit: (message: SimMessage) => void
  onRevoke: (message: SimMessage) => void
}

/** The conversation on one phone: day marks, bubbles, typing; it stays at its end while somebody reads there. Without `acts` it is
 * only looked at. */
export function Thread({ thread, acts, label }: { thread: ThreadData; acts: ThreadActs | null; label: string }) {
  const { t } = useTranslation('simulator')
  const { tenant } = useSession()
  const zone = useZone()
  const now = useNow()
  const client = useQueryClient()
  const errorText = useErrorText()
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const lastTop = useRef(0)
  const [isLoading, setLoading] = useState(false)
  const isTyping = useTyping(thread)
  const last = thread.items.at(-1)

  useLayoutEffect(() => {
    // what the customer has just sent is always seen
    if (last?.from === 'customer') isAtEnd.current = true
  }, [last?.id, last?.from])

  useLayoutEffect(() => {
    // pictures that load and dots that appear push the end down: it is followed
    const follow = () => {
      if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight
    }
    const observer = new ResizeObserver(follow)
    if (content.current) observer.observe(content.current)
    return () => observer.disconnect()
  }, [])

  const older = async () => {
    const first = thread.items[0]
    if (!first || !box.current) return
    setLoading(true)
    const before = box.current.scrollHeight
    try {
      const page = await loadOlder(tenant.id, thread.phone_id, thread.number_id, first.seq)
      client.setQueryData<ThreadData>(keys.thread(tenant.id, thread.phone_id, thread.number_id), (found) => found && { ...found, items: [...page.items, ...found.items], has_more: page.has_more })
      requestAnimationFrame(() => box.current && (box.current.scrollTop += box.current.scrollHeight - before))
    } catch (error) {
      toast(errorText(error), { tone: 'danger' })
    } finally {
      setLoading(false)
    }
  }

  const dayName = (at: string) => {
    const days = daysAgo(at, now, zone)
    return days === 0 ? t('day.today') : days === 1 ? t('day.yesterday') : longDate(at, zone)
  }

  return (
    <div
      ref={box}
      role="log"
      aria-label={label}
      // a scrolling region is reached and moved by keyboard
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto bg-canvas"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        // only going up leaves the end: a picture that has just grown is no wish to read what was before
        if (scrollHeight - scrollTop - clientHeight < 60) isAtEnd.current = true
        else if (scrollTop < lastTop.current) isAtEnd.current = false
        lastTop.current = scrollTop
      }}
    >
      <div ref={content} className="flex min-h-full flex-col gap-1.5 px-2.5 py-3">
      {thread.has_more && (
        <Button size="sm" variant="ghost" className="self-center" isBusy={isLoading} onClick={() => void older()}>
          {t('thread.older')}
        </Button>
      )}
      {thread.items.length === 0 && <p className="m-auto max-w-52 text-center text-sm text-ink-2">{acts ? t('thread.empty', { name: tenant.name }) : t('thread.silent')}</p>}
      {thread.items.map((message, index) => {
        const previous = thread.items[index - 1]
        const isNewDay = !previous || dayKey(previous.at, zone) !== dayKey(message.at, zone)
        return (
          <Fragment key={message.id}>
            {isNewDay && <p className="my-1.5 self-center rounded-full bg-sunken px-2.5 py-0.5 text-2xs font-medium text-ink-2">{dayName(message.at)}</p>}
            <Line message={message} acts={acts} />
          </Fragment>
        )
      })}
      {isTyping && (
        <p role="status" className="flex w-fit items-center gap-1 rounded-2xl rounded-bl-md border bg-bubble-in px-3 py-2.5">
          <span className="sr-only">{t('thread.typing')}</span>
          {[0, 1, 2].map((dot) => (
            <span key={dot} aria-hidden className="size-1.5 animate-pulse-soft rounded-full bg-ink-3" style={{ animationDelay: `${dot * 200}ms` }} />
          ))}
        </p>
      )}
      </div>
    </div>
  )
}

function Line({ message, acts }: { message: SimMessage; acts: ThreadActs | null }) {
  const [isOpen, setOpen] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isMine = message.from === 'customer'
  const canAct = acts !== null && !isPending(message) && !message.is_revoked
  const cancel = () => clearTimeout(timer.current)
  return (
    <div
      role="group"
      className={`group flex gap-0.5 ${isMine ? 'flex-row-reverse' : ''}`}
      onContextMenu={(event) => {
        if (!canAct) return
        event.preventDefault()
        setOpen(true)
      }}
      onPointerDown={(event) => {
        if (event.pointerType !== 'mouse' && canAct) timer.current = setTimeout(() => setOpen(true), 500)
      }}
      onPointerUp={cancel}
      onPointerMove={cancel}
      onPointerCancel={cancel}
    >
      <Bubble
        message={message}
        taps={acts && { onButton: (id, title) => acts.onButton(message, id, title), onList: (content) => acts.onList(message, content), onShare: acts.onShare }}
      />
      {acts && canAct && (
        <MessageActions
          message={message}
          open={isOpen}
          onOpenChange={setOpen}
          onReact={(emoji) => acts.onReact(message, emoji)}
          onReply={() => acts.onReply(message)}
          onEdit={() => acts.onEdit(message)}
          onRevoke={() => acts.onRevoke(message)}
        />
      )}
    </div>
  )
}

/** True until the moment that the business's typing mark ends by itself. */
function useTyping({ is_business_typing, typing_until }: ThreadData): boolean {
  const [endedAt, setEndedAt] = useState<string | null>(null)
  useEffect(() => {
    if (!is_business_typing || !typing_until) return
    const timer = setTimeout(() => setEndedAt(typing_until), Math.max(0, Date.parse(typing_until) - Date.now()))
    return () => clearTimeout(timer)
  }, [is_business_typing, typing_until])
  return is_business_typing && typing_until !== null && endedAt !== typing_until
}
