import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { formatPhone } from '@/lib/phone'
import { canSee, useSession } from '@/lib/session'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { Input } from '@/ui/input'
import { contactsQuery } from '../api'

export type ChosenContact = { id: string; name: string; conversationId: string | null }

type Props = { chosen: ChosenContact | null; onChoose: (contact: ChosenContact | null) => void; error: string | undefined }

const pause = 250

/** Whom it is for: one of the people who wrote to the business. */
export function ContactPicker({ chosen, onChoose, error }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const id = useId()
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), pause)
    return () => clearTimeout(timer)
  }, [words])
  const mayAsk = canSee(tenant, 'inbox')
  const query = useQuery({ ...contactsQuery(tenant.id, asked), enabled: mayAsk && asked.length > 1 && !chosen })
  const nameOf = (one: { name: string | null; phone: string | null }) => one.name ?? (formatPhone(one.phone) || t('bookings:nobody'))
  if (chosen)
    return (
      <div>
        <p className="mb-1.5 text-sm font-medium">{t('bookings:contact')}</p>
        <div className="flex items-center gap-2 rounded-lg border px-3 py-1.5">
          <Avatar name={chosen.name} className="size-7" />
          <span className="min-w-0 flex-1 truncate text-sm font-medium">{chosen.name}</span>
          <Button size="icon-sm" variant="ghost" aria-label={t('bookings:contactChange')} onClick={() => onChoose(null)}>
            <X aria-hidden />
          </Button>
        </div>
      </div>
    )
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {t('bookings:contact')}
      </label>
      <Input id={id} type="search" autoComplete="off" value={words} placeholder={t('bookings:contactSearch')} disabled={!mayAsk} aria-invalid={error ? true : undefined} aria-describedby={`${id}-says`} onChange={(event) => setWords(event.target.value)} />
      <p id={`${id}-says`} role={error ? 'alert' : undefined} className={error ? 'mt-1 text-xs font-medium text-danger' : 'mt-1 text-xs text-ink-3'}>
        {error ?? t(mayAsk ? 'bookings:contactHint' : 'bookings:contactForbidden')}
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
          {query.data.map(({ id: conversationId, contact }) => (
            <li key={contact.id}>
              <button type="button" className="flex w-full items-center gap-2 rounded px-2 py-1.5 text-left text-sm hover:bg-hover touch:py-2.5" onClick={() => onChoose({ id: contact.id, name: nameOf(contact), conversationId })}>
                <Avatar name={nameOf(contact)} className="size-7" />
                <span className="min-w-0">
                  <span className="block truncate font-medium">{nameOf(contact)}</span>
                  {contact.phone && contact.name && <span className="block text-xs text-ink-2 tabular-nums">{formatPhone(contact.phone)}</span>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
