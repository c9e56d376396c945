import { useQuery } from '@tanstack/react-query'
import { Inbox, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { formatPhone } from '@/lib/phone'
import { useSession } from '@/lib/session'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { Tooltip } from '@/ui/tooltip'
import { faultsQuery, findConversation, lookAt, threadQuery, uploadFile, useAct } from '../api'
import type { Bubble } from '../rules/bubble'
import { switchesOn } from '../rules/faults'
import { pendingMessage } from '../rules/timeline'
import type { Act, Phone as PhoneData, SandboxNumber, SimMessage } from '../wire'
import { Composer, type ComposerHandle, type FileKind } from './composer'
import { ListSheet } from './list-sheet'
import { PhoneMenu } from './phone-menu'
import { ContactDialog, LocationDialog } from './share-dialogs'
import { Thread } from './thread'

type Props = { phone: PhoneData; numbers: SandboxNumber[]; mayAct: boolean; canReadInbox: boolean; onOpenConversation: (id: string) => void; className?: string }

/** A customer's phone: whose it is above, the chat with one of the business's numbers inside. */
export function Phone({ phone, numbers, mayAct, canReadInbox, onOpenConversation, className }: Props) {
  const { t } = useTranslation(['simulator', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const [numberId, setNumberId] = useState<string | null>(null)
  const number = numbers.find((one) => one.phone_number_id === numberId) ?? (numbers[0] as SandboxNumber)
  const thread = useQuery(threadQuery(tenant.id, phone.id, number.phone_number_id))
  const faults = useQuery(faultsQuery(tenant.id, number.phone_number_id))
  const act = useAct(phone.id, number.phone_number_id)
  const composer = useRef<ComposerHandle>(null)
  const [text, setText] = useState('')
  const [about, setAbout] = useState<{ kind: 'reply' | 'edit'; message: SimMessage } | null>(null)
  const [sheet, setSheet] = useState<{ message: SimMessage; content: Bubble } | null>(null)
  const [sharing, setSharing] = useState<'location' | 'contact' | null>(null)
  const [isUploading, setUploading] = useState(false)
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })

  useLooking(tenant.id, phone.id, number.phone_number_id, mayAct)

  const perform = (values: Act, shown?: SimMessage) => act.mutate({ act: values, shown }, { onError: fail })
  const pending = (type: string, body: Record<string, unknown>, extra?: Partial<SimMessage>) => pendingMessage(phone, number.phone_number_id, type, body, extra)
  const quoted = () => {
    if (about?.kind !== 'reply') return null
    const { id, from, preview } = about.message
    return { id, from, preview }
  }

  const send = () => {
    const said = text.trim()
    if (!said) return
    setText('')
    setAbout(null)
    if (about?.kind === 'edit') return perform({ type: 'edit', message_id: about.message.id, text: said })
    const values = { type: 'text', text: said, ...(about && { reply_to: about.message.id }) }
    act.mutate(
      { act: values, shown: pending('text', { text: { body: said } }, { preview: said, reply_to: quoted() }) },
      {
        onError: (error) => {
          fail(error)
          setText((now) => now || said)
        },
      },
    )
  }

  const sendFile = async (kind: FileKind, file: File) => {
    setUploading(true)
    try {
      const made = await uploadFile(tenant.id, file)
      const type = kind === 'visual' ? (file.type.startsWith('video/') ? 'video' : 'image') : kind
      perform({ type, file_id: made.id, ...(type === 'document' && { filename: file.name }), ...(type !== 'voice' && text.trim() && { caption: text.trim() }) })
      if (type !== 'voice') setText('')
    } catch (error) {
      fail(error)
    } finally {
      setUploading(false)
    }
  }

  const openConversation = async () => {
    try {
      const id = await findConversation(tenant.id, phone, number)
      if (id) onOpenConversation(id)
      else toast(t('phone.noConversation'))
    } catch (error) {
      fail(error)
    }
  }

  const on = switchesOn(faults.data?.items ?? [])
  const who = phone.phone ? formatPhone(phone.phone) : t('phone.noNumber')
  return (
    <section aria-label={t('phone.of', { name: phone.name })} className={cn('flex h-full min-h-0 flex-col', className)}>
      <div className="mb-2 flex items-center gap-2 px-1">
        <Avatar name={phone.name} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-sm font-semibold">{phone.name}</h2>
          <p className="flex items-center gap-1.5 truncate text-xs text-ink-2">
            <span className="truncate">{[phone.username, phone.phone || !phone.username ? who : null].filter(Boolean).join(' · ')}</span>
            {!phone.online && <Badge tone="wait">{t('phone.offline')}</Badge>}
            {!phone.on_whatsapp && <Badge tone="danger">{t('phone.notOnWhatsapp')}</Badge>}
          </p>
        </div>
        {canReadInbox && (
          <Tooltip label={t('phone.openInbox')}>
            <Button variant="ghost" size="icon-sm" aria-label={t('phone.openInboxOf', { name: phone.name })} onClick={() => void openConversation()}>
              <Inbox aria-hidden />
            </Button>
          </Tooltip>
        )}
        {mayAct && <PhoneMenu phone={phone} number={number} />}
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-[1.6rem] border-[5px] border-[#2b3133] bg-surface dark:border-[#3a4244]">
        <header className="flex items-center gap-2 border-b bg-surface px-3 py-2">
          <Avatar name={tenant.name} className="size-8 rounded-full" />
          <div className="min-w-0 flex-1">
            <p className="truncate text-sm font-semibold">{tenant.name}</p>
            {numbers.length > 1 ? (
              <select
                aria-label={t('phone.number')}
                value={number.phone_number_id}
                onChange={(event) => setNumberId(event.target.value)}
                className="-ml-1 max-w-full truncate rounded bg-transparent px-1 text-xs text-ink-2"
              >
                {numbers.map((one) => (
                  <option key={one.phone_number_id} value={one.phone_number_id}>
                    {one.verified_name} · {formatPhone(one.display_phone_number)}
                  </option>
                ))}
              </select>
            ) : (
              <p className="truncate text-xs text-ink-2">{formatPhone(number.display_phone_number)}</p>
            )}
          </div>
        </header>
        {on.length > 0 && (
          <p className="flex items-center gap-1.5 bg-wait-soft px-3 py-1 text-2xs font-medium text-wait">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">{t('faults.onHere', { names: on.map((one) => t(`faults.${one.name}.title`)).join(', ') })}</span>
          </p>
        )}
        {thread.isPending && (
          <div className="flex flex-1 flex-col gap-2 p-3">
            <Skeleton className="h-9 w-2/3" />
            <Skeleton className="h-14 w-3/4 self-end" />
          </div>
        )}
        {thread.isError && <ErrorState className="flex-1" title={errorText(thread.error)} retryLabel={t('shell:retry')} onRetry={() => void thread.refetch()} />}
        {thread.data && (
          <Thread
            key={number.phone_number_id}
            thread={thread.data}
            label={t('thread.label', { name: phone.name })}
            acts={
              mayAct
                ? {
                    onButton: (message, id) => perform({ type: 'button', message_id: message.id, button_id: id }),
                    onList: (message, content) => setSheet({ message, content }),
                    onShare: (what) => (what === 'phone' ? perform({ type: 'share_phone' }) : setSharing('location')),
                    onReact: (message, emoji) => perform({ type: 'reaction', message_id: message.id, emoji }),
                    onReply: (message) => (setAbout({ kind: 'reply', message }), setTimeout(() => composer.current?.focus())),
                    onEdit: (message) => {
                      setAbout({ kind: 'edit', message })
                      setText(String((message.body.text as { body?: string } | undefined)?.body ?? ''))
                      setTimeout(() => composer.current?.focus())
                    },
                    onRevoke: (message) => perform({ type: 'revoke', message_id: message.id }),
                  }
                : null
            }
          />
        )}
        {mayAct && (
          <Composer
            ref={composer}
            text={text}
            onText={setText}
            about={about}
            onCancelAbout={() => {
              if (about?.kind === 'edit') setText('')
              setAbout(null)
            }}
            onSend={send}
            onFile={(kind, file) => void sendFile(kind, file)}
            onShare={(what) => (what === 'phone' ? perform({ type: 'share_phone' }) : setSharing(what))}
            hasNumber={phone.phone !== null}
            isUploading={isUploading}
            name={phone.name}
          />
        )}
      </div>
      {sheet && <ListSheet content={sheet.content} onClose={() => setSheet(null)} onChoose={(id) => perform({ type: 'list', message_id: sheet.message.id, row_id: id })} />}
      {sharing === 'location' && (
        <LocationDialog onClose={() => setSharing(null)} onSend={(place) => perform({ type: 'location', ...place }, pending('location', { location: place }, { preview: place.name }))} />
      )}
      {sharing === 'contact' && (
        <ContactDialog
          onClose={() => setSharing(null)}
          onSend={({ name, digits }) => {
            const contacts = [{ name: { formatted_name: name, first_name: name.split(' ')[0] }, phones: [{ phone: `+${digits}`, wa_id: digits, type: 'CELL' }] }]
            perform({ type: 'contacts', contacts }, pending('contacts', { contacts }, { preview: name }))
          }}
        />
      )}
    </section>
  )
}

/** The customer looks at the thread while the phone is on a visible screen: what arrives is read. */
function useLooking(tenantId: string, phoneId: string, numberId: string, mayAct: boolean): void {
  useEffect(() => {
    if (!mayAct) return // nobody holds this phone: what arrives stays unread
    let isOpen = false
    const tell = () => {
      const wanted = document.visibilityState === 'visible'
      if (wanted === isOpen) return
      isOpen = wanted
      // a lost answer means blue ticks that come late or early, nothing else
      lookAt(tenantId, phoneId, numberId, wanted).catch(() => undefined)
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => {
      document.removeEventListener('visibilitychange', tell)
      if (isOpen) lookAt(tenantId, phoneId, numberId, false).catch(() => undefined)
    }
  }, [tenantId, phoneId, numberId, mayAct])
}
