import { useQuery } from '@tanstack/react-query'
import { UserPlus, X } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Missed } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { useSession } from '@/lib/session'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { Input } from '@/ui/input'
import { customersQuery } from '../api'
import { MissedBy, MissedLine } from './missed'
import { NewCustomer } from './new-customer'

/** `missed`: what is known of it already, by whoever chose. */
export type ChosenContact = { id: string; name: string; conversationId: string | null; missed?: Missed }

type Props = { chosen: ChosenContact | null; search?: string; onChoose: (contact: ChosenContact | null) => void; error: string | undefined }

const pause = 250

/** Whom it is for: one of the people who are known, or somebody new. */
export function ContactPicker({ chosen, search = '', onChoose, error }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const id = useId()
  const [words, setWords] = useState(search)
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), pause)
    return () => clearTimeout(timer)
  }, [words])
  const [isNew, setNew] = useState(false)
  const [known, setKnown] = useState<string | null>(null) // whose the number that was typed is
  const query = useQuery({ ...customersQuery(tenant.id, asked), enabled: asked.length > 1 && !chosen })
  const numberOf = (one: { phone_end: string | null }) => (one.phone_end ? t('bookings:numberEnds', { digits: one.phone_end }) : '')
  const nameOf = (one: { name: string | null; phone_end: string | null }) => one.name ?? (numberOf(one) || t('bookings:nobody'))
  if (chosen)
    return (
      <div>
        <p className="mb-1.5 text-sm font-medium">{t('bookings:contact')}</p>
        <div className="flex items-center gap-2 rounded-lg border px-3 py-1.5">
          <Avatar name={chosen.name} className="size-7" />
          <span className="min-w-0 flex-1 truncate text-sm font-medium">{chosen.name}</span>
          <Button size="icon-sm" variant="ghost" aria-label={t('bookings:contactChange')} onClick={() => (setKnown(null), onChoose(null))}>
            <X aria-hidden />
          </Button>
        </div>
        <div role="status" className="mt-1 flex flex-col gap-1 text-xs text-ink-2">
          {known && <p>{t('bookings:customer.known', { name: known })}</p>}
          {chosen.missed ? <MissedLine missed={chosen.missed} /> : <MissedBy contactId={chosen.id} />}
        </div>
      </div>
    )
  if (isNew)
    return (
      <div className="flex flex-col gap-1">
        <NewCustomer
          name={/\d/.test(words) ? '' : words.trim()}
          phone={/\d/.test(words) ? words.trim() : ''}
          onClose={() => setNew(false)}
          onAdded={(one) => {
            setNew(false)
            setKnown(one.is_known ? nameOf(one) : null)
            onChoose({ id: one.id, name: nameOf(one), conversationId: one.conversation_id, missed: one.missed })
          }}
        />
        {error && (
          <p role="alert" className="text-xs font-medium text-danger">
            {error}
          </p>
        )}
      </div>
    )
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {t('bookings:contact')}
      </label>
      <Input id={id} type="search" autoComplete="off" value={words} placeholder={t('bookings:contactSearch')} aria-invalid={error ? true : undefined} aria-describedby={`${id}-says`} onChange={(event) => setWords(event.target.value)} />
      <p id={`${id}-says`} role={error ? 'alert' : undefined} className={error ? 'mt-1 text-xs font-medium text-danger' : 'mt-1 text-xs text-ink-3'}>
        {error ?? t('bookings:contactHint')}
      </p>
      {query.isError && (
        <p role="alert" className="mt-1 text-xs text-danger">
          {errorText(query.error)}
        </p>
      )}
      <div role="status" className="text-xs text-ink-2">
        {query.data?.length === 0 && t('bookings:contactNone')}
      </div>
      {query.data && query.data.length > 0 && (
        <ul aria-label={t('bookings:contactFound')} className="mt-1 rounded-lg border bg-raised p-1">
          {query.data.map((one) => (
            <li key={one.id}>
              <button type="button" className="flex w-full items-center gap-2 rounded px-2 py-1.5 text-left text-sm hover:bg-hover touch:py-2.5" onClick={() => onChoose({ id: one.id, name: nameOf(one), conversationId: one.conversation_id, missed: one.missed })}>
                <Avatar name={nameOf(one)} className="size-7" />
                <span className="min-w-0">
                  <span className="block truncate font-medium">{nameOf(one)}</span>
                  {one.name && <span className="block text-xs text-ink-2 tabular-nums">{numberOf(one)}</span>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Button size="sm" className="mt-1.5" onClick={() => setNew(true)}>
        <UserPlus aria-hidden />
        {t('bookings:customer.new')}
      </Button>
    </div>
  )
}
