/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'
import { Refused, ask } from './api'
import { longMoment, moment, otherZone, shortMoment, zoneName } from './moments'
import { Times } from './times'
import { Trouble } from './trouble'
import type { Booked } from './wire'
import { t } from './words'

const titles: Record<string, 'done_pending' | 'done_cancelled' | 'done_completed' | 'done_no_show'> = {
  pending: 'done_pending',
  cancelled: 'done_cancelled',
  completed: 'done_completed',
  no_show: 'done_no_show',
}

/** One's own appointment: when, where, with whom, and what can still be done about it. */
export function BookedView({ booked: given, isNew = false, isTold = false }: { booked: Booked; isNew?: boolean; isTold?: boolean }) {
  const [booked, setBooked] = useState(given)
  const [doing, setDoing] = useState<'move' | 'cancel' | null>(null)
  const [hasMoved, setMoved] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isNew) heading.current?.focus()
  }, [isNew])
  const settle = (next: Booked, moved: boolean) => {
    setBooked(next)
    setDoing(null)
    setMoved(moved)
    heading.current?.focus()
  }
  const zone = booked.timezone
  const here = otherZone(booked.starts_at, zone)
  const title = titles[booked.state] ? t(titles[booked.state] as 'done_pending') : isNew ? t('done_confirmed') : t('your_appointment')
  const isCancelled = booked.state === 'cancelled'
  const isAhead = Date.parse(booked.starts_at) > Date.now() && ['pending', 'confirmed'].includes(booked.state)
  return (
    <main class={`booked ${booked.state}`}>
      <p class="of">{booked.business}</p>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p role="status">{hasMoved ? t('moved') : ''}</p>
      {booked.state === 'pending' && <p>{t('pending_hint', { business: booked.business })}</p>}
      {isCancelled && <p>{t('cancelled_hint')}</p>}
      {isTold && isAhead && <p>{t('told_hint')}</p>}
      <div class="ticket">
        <p class="what">{booked.service_name}</p>
        <p class="when">
          <time dateTime={booked.starts_at}>{longMoment(booked.starts_at, zone)}</time>
        </p>
        {here && (
          <p class="zone">
            {zoneName(booked.starts_at, zone)} · {t('zone_here', { moment: shortMoment(booked.starts_at, here) })}
          </p>
        )}
        {booked.professionals.length > 0 && <p>{t('with', { people: booked.professionals.join(', ') })}</p>}
        {booked.is_online && <p>{t('online')}</p>}
        {booked.store && (
          <p>
            {booked.store.name}
            {booked.store.address.length > 0 && (
              <>
                {' · '}
                {booked.store.address.join(', ')}{' '}
                <a href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(booked.store.address.join(', '))}`} rel="noreferrer" target="_blank">
                  {t('map')}
                </a>
              </>
            )}
          </p>
        )}
        {booked.guest_name && <p class="hint">{t('for_guest', { name: booked.guest_name })}</p>}
      </div>
      {doing === null && <Actions booked={booked} isAhead={isAhead} onDo={setDoing} />}
      {doing === 'move' && <Move booked={booked} onDone={(next) => settle(next, true)} onKeep={() => setDoing(null)} />}
      {doing === 'cancel' && <Cancel booked={booked} onDone={(next) => settle(next, false)} onKeep={() => setDoing(null)} />}
      {booked.page && doing === null && (
        <p>
          <a href={`/b/${booked.page}`}>{t('book_another')}</a>
        </p>
      )}
    </main>
  )
}

function Actions({ booked, isAhead, onDo }: { booked: Booked; isAhead: boolean; onDo: (what: 'move' | 'cancel') => void }) {
  const [isCopied, setCopied] = useState(false)
  const zone = booked.timezone
  const move = booked.reschedule_until && shortMoment(booked.reschedule_until, zone)
  const cancel = booked.cancel_until && shortMoment(booked.cancel_until, zone)
  const copy = () =>
    navigator.clipboard?.writeText(booked.address).then(
      () => setCopied(true),
      () => undefined, // the address stands in the browser's bar as well
    )
  return (
    <>
      <div class="actions">
        {isAhead && booked.form_url && (
          <a class="main" href={booked.form_url} rel="noreferrer">
            {t('fill_form')}
          </a>
        )}
        {(isAhead || booked.state === 'cancelled') && (
          <a class="button" href={`/api/public/bookings/links/${booked.link}/calendar.ics`} download="agendamento.ics">
            {t('add_to_calendar')}
          </a>
        )}
        {move && (
          <button type="button" onClick={() => onDo('move')}>
            {t('move')}
          </button>
        )}
        {cancel && (
          <button type="button" class="danger" onClick={() => onDo('cancel')}>
            {t('cancel')}
          </button>
        )}
      </div>
      {isAhead && (
        <p class="hint">
          {move && cancel ? t('until_both', { move, cancel }) : move ? t('until_move', { move }) : cancel ? t('until_cancel', { cancel }) : t('until_over')}
        </p>
      )}
      {isAhead && booked.store?.phone && <p class="hint">{t('call', { phone: booked.store.phone })}</p>}
      {isAhead && (
        <p class="hint">
          {t('keep_link')}{' '}
          {'clipboard' in navigator && (
            <button type="button" class="quiet" onClick={() => void copy()}>
              {isCopied ? t('copied') : t('copy')}
            </button>
          )}
        </p>
      )}
    </>
  )
}

type Doing = { booked: Booked; onDone: (next: Booked) => void; onKeep: () => void }

/** A verb on the appointment; one that stands otherwise by now is read anew, and shown as it is. */
function useDeed({ booked, onDone }: Doing) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const act = async (verb: 'reschedule' | 'cancel', body: unknown) => {
    if (isBusy) return
    setBusy(true)
    setError(null)
    try {
      onDone(await ask<Booked>(`/links/${booked.link}/${verb}`, { body }))
    } catch (problem) {
      setError(problem)
      if (problem instanceof Refused && problem.code === 'wrong_state') await ask<Booked>(`/links/${booked.link}`).then(onDone, () => undefined)
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, error, act, forget: () => setError(null) }
}

function Move(doing: Doing) {
  const { booked, onKeep } = doing
  const [at, setAt] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [look, setLook] = useState(0)
  const { isBusy, error, act, forget } = useDeed(doing)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const isTaken = error instanceof Refused && error.code === 'slot_taken'
  const back = () => {
    if (isTaken) setLook(look + 1)
    forget()
    setAt(null)
  }
  return (
    <section>
      <h2 ref={heading} tabIndex={-1}>
        {t('move_title')}
      </h2>
      {at === null && <Times key={look} place={`/links/${booked.link}`} wanted="" timeZone={booked.timezone} horizonDays={booked.horizon_days} contact={booked.store?.phone ?? null} onChoose={(slot) => setAt(slot.starts_at)} />}
      {at !== null && !isTaken && <Why reason={reason} onReason={setReason} />}
      {error !== null && <Trouble error={error} />}
      <div class="actions">
        {at !== null && !isTaken && (
          <button type="button" class="main" aria-disabled={isBusy} onClick={() => void act('reschedule', { starts_at: at, ...(reason && { reason }) })}>
            {isBusy ? t('moving') : t('move_to', { moment: moment(at, booked.timezone) })}
          </button>
        )}
        {at !== null && (
          <button type="button" onClick={back}>
            {t('change')}
          </button>
        )}
        <button type="button" onClick={onKeep}>
          {t('keep')}
        </button>
      </div>
    </section>
  )
}

function Cancel(doing: Doing) {
  const { onKeep } = doing
  const [reason, setReason] = useState('')
  const { isBusy, error, act } = useDeed(doing)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section>
      <h2 ref={heading} tabIndex={-1}>
        {t('cancel_sure')}
      </h2>
      <Why reason={reason} onReason={setReason} />
      {error !== null && <Trouble error={error} />}
      <div class="actions">
        <button type="button" class="danger" aria-disabled={isBusy} onClick={() => void act('cancel', { reason })}>
          {isBusy ? t('cancelling') : t('cancel_yes')}
        </button>
        <button type="button" onClick={onKeep}>
          {t('keep')}
        </button>
      </div>
    </section>
  )
}

/** Nobody has to say why. */
function Why({ reason, onReason }: { reason: string; onReason: (reason: string) => void }) {
  return (
    <label class="field">
      <span>{t('reason')}</span>
      <textarea rows={2} maxLength={500} value={reason} onInput={(event) => onReason(event.currentTarget.value)} />
    </label>
  )
}
