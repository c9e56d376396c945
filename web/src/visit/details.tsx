/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'
import { Refused, ask } from './api'
import { moment } from './moments'
import { Trouble } from './trouble'
import type { Booked, BookingIn, Shown } from './wire'
import { language, t } from './words'
import { workedOut } from './work'

export type Typed = { name: string; phone: string; note: string; agreed: boolean; told: boolean }

type Props = {
  page: Shown
  wanted: Pick<BookingIn, 'client_id' | 'service_id' | 'starts_at' | 'store_id' | 'professional_id'>
  timeZone: string
  typed: Typed
  onType: (typed: Typed) => void
  onOther: (startsAt: string) => void
  onBooked: (booked: Booked) => void
  onRenewed: (page: Shown) => void
}

const problems = (typed: Typed) => ({
  name: !typed.name.trim() ? t('name_missing') : /[/@:]|www\./i.test(typed.name) ? t('name_only') : '',
  phone: typed.phone.replace(/\D/g, '').length >= 8 ? '' : t('phone_missing'),
  agreed: typed.agreed ? '' : t('consent_missing'),
})

/** Who it is for. While they type, the work for the booking is done; the tap sends it once, however the network is. */
export function Details({ page, wanted, timeZone, typed, onType, onOther, onBooked, onRenewed }: Props) {
  const [isTried, setTried] = useState(false)
  const [isSending, setSending] = useState(false)
  const [isSlow, setSlow] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const form = useRef<HTMLFormElement>(null)
  const work = useRef<{ key: string; proof: Promise<number> } | null>(null)
  const worked = (shown: Shown) => {
    const key = `${shown.ticket}:${wanted.client_id}`
    if (work.current?.key !== key) work.current = { key, proof: workedOut(shown.ticket, wanted.client_id, shown.work_bits) }
    return work.current.proof
  }
  useEffect(() => void worked(page))

  const send = async () => {
    setSending(true)
    setError(null)
    try {
      onBooked(await sent(page))
    } catch (problem) {
      setError(problem)
    } finally {
      setSending(false)
      setSlow(false)
    }
  }

  const sent = async (shown: Shown, isAgain = false): Promise<Booked> => {
    const body = { ...wanted, name: typed.name.trim(), phone: typed.phone, note: typed.note, language: language(), consent_version: shown.consent.version, wants_receipt: typed.told && shown.consent.receipt !== null, ticket: shown.ticket }
    try {
      return await ask<Booked>(`/pages/${shown.slug}/appointments`, { body: { ...body, proof: await worked(shown) }, onRetry: () => setSlow(true) })
    } catch (problem) {
      if (!(problem instanceof Refused) || isAgain || !['ticket_stale', 'consent_changed'].includes(problem.code)) throw problem
      const fresh = await ask<Shown>(`/pages/${shown.slug}?language=${language()}`)
      onRenewed(fresh)
      if (problem.code === 'consent_changed') {
        onType({ ...typed, agreed: false })
        throw problem
      }
      await new Promise((resolve) => setTimeout(resolve, 2200)) // a ticket is good when it is not quite new
      return sent(fresh, true)
    }
  }

  const found = problems(typed)
  const submit = (event: Event) => {
    event.preventDefault()
    setTried(true)
    const first = (['name', 'phone', 'agreed'] as const).find((name) => found[name])
    if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus()
    else if (!isSending) void send()
  }
  const alternatives = error instanceof Refused && Array.isArray(error.params.alternatives) ? (error.params.alternatives as { starts_at: string }[]) : []
  const field = (name: 'name' | 'phone' | 'agreed') => (isTried && found[name] ? found[name] : '')
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Field name="name" label={t('name')} problem={field('name')} value={typed.name} autocomplete="name" max={120} onInput={(name) => onType({ ...typed, name })} />
      <Field name="phone" label={t('phone')} hint={t('phone_hint')} problem={field('phone')} value={typed.phone} mode="tel" autocomplete="tel" max={40} onInput={(phone) => onType({ ...typed, phone })} />
      <label class="field">
        <span>{t('note')}</span>
        <textarea name="note" rows={2} maxLength={500} value={typed.note} onInput={(event) => onType({ ...typed, note: event.currentTarget.value })} />
      </label>
      <label class="consent">
        <input
          type="checkbox"
          name="agreed"
          required
          checked={typed.agreed}
          aria-invalid={field('agreed') !== ''}
          aria-describedby={field('agreed') ? 'agreed-problem' : undefined}
          onChange={(event) => onType({ ...typed, agreed: event.currentTarget.checked })}
        />
        <span>{page.consent.text}</span>
      </label>
      {field('agreed') && (
        <p id="agreed-problem" class="problem">
          {field('agreed')}
        </p>
      )}
      {page.consent.receipt && (
        <label class="consent">
          <input type="checkbox" name="told" checked={typed.told} onChange={(event) => onType({ ...typed, told: event.currentTarget.checked })} />
          <span>{page.consent.receipt}</span>
        </label>
      )}
      {error !== null && <Trouble error={error} />}
      {alternatives.length > 0 && (
        <div class="alternatives">
          <p id="alternatives">{t('alternatives')}</p>
          <ul class="slots" aria-labelledby="alternatives">
            {alternatives.map(({ starts_at: at }) => (
              <li key={at}>
                <button type="button" onClick={() => (setError(null), onOther(at))}>
                  {moment(at, timeZone)}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <button type="submit" class="main" aria-disabled={isSending}>
        {isSending ? t('booking') : error !== null && !(error instanceof Refused) ? t('again') : t('book')}
      </button>
      <p role="status">{isSlow && isSending ? t('retrying') : ''}</p>
    </form>
  )
}

type FieldProps = { name: string; label: string; hint?: string; problem: string; value: string; mode?: 'text' | 'tel'; autocomplete: string; max: number; onInput: (value: string) => void }

function Field({ name, label, hint, problem, value, mode = 'text', autocomplete, max, onInput }: FieldProps) {
  const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ')
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        type="text"
        inputMode={mode}
        required
        maxLength={max}
        value={value}
        autocomplete={autocomplete}
        aria-invalid={problem !== ''}
        aria-describedby={described || undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {problem && (
        <span id={`${name}-problem`} class="problem">
          {problem}
        </span>
      )}
      {hint && (
        <span id={`${name}-hint`} class="hint">
          {hint}
        </span>
      )}
    </label>
  )
}
