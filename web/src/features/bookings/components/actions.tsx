import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { dayKey, longDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Textarea } from '@/ui/input'
import { Segments } from '@/ui/segments'
import { toast } from '@/ui/toast'
import { type RefusedDate, refusedDates, refusedOf } from '../api'
import { type Act, type Action, actionsOf, isTime } from '../rules/states'
import { useCancelRest, useCancelVisit, useMoveRest, useMoveVisit, useRestoreTogether, visitQuery } from '../together'
import { useAct } from '../verbs'
import { Length } from './length'
import { RefusedDates } from './refused-dates'
import { SlotPicker } from './slot-picker'
import { type Moving, professionalOf, useChangeErrorText } from './use-moving'
import { Why } from './why'
import { useWords } from './words'

const forms: readonly Action[] = ['move', 'resize', 'cancel']
const urgent: readonly Action[] = ['approve', 'take', 'complete']

/** On a phone it stands below what was pressed. */
const show = (node: HTMLElement | null) => node?.scrollIntoView({ block: 'nearest' })

/** What it is done to: this one, this and those after it in its series, or the whole visit. */
type Reach = 'one' | 'rest' | 'visit'

const reachesOf = (one: Appointment): readonly Reach[] => (one.series_id ? ['one', 'rest'] : one.visit_id ? ['one', 'visit'] : ['one'])

/** What can be done with an appointment in its state, and with those that belong to it. */
export function Actions({ one, moving }: { one: Appointment; moving: Moving }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const now = useNow()
  const errorText = useChangeErrorText()
  const act = useAct()
  const [cancelRest, cancelVisit, moveRest, moveVisit] = [useCancelRest(), useCancelVisit(), useMoveRest(), useMoveVisit()]
  const restore = useRestoreTogether()
  const [asking, setAsking] = useState<Action | null>(null)
  const [reach, setReach] = useState<Reach>('one')
  const [reason, setReason] = useState('')
  const [day, setDay] = useState(() => dayKey(one.starts_at, zone))
  const [stuck, setStuck] = useState<{ dates: readonly RefusedDate[]; startsAt: number | null; isLost?: boolean } | null>(null)
  const actions = actionsOf(one)
  const had = professionalOf(one)
  const first = useQuery({ ...visitQuery(tenant.id, one.visit_id ?? ''), enabled: Boolean(one.visit_id) }).data?.items.find(({ state }) => state !== 'cancelled')
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })
  const ask = (action: Action | null) => (setAsking(action), setReach('one'), setReason(''), setStuck(null))
  const lose = (dates: readonly RefusedDate[]) => setStuck({ dates, startsAt: null, isLost: true })
  const takeBack = () =>
    restore.mutate(one.id, {
      onSuccess: ({ items, refused }) => {
        const lost = refusedDates(refused)
        if (lost.length > 0) lose(lost)
        toast(t(lost.length > 0 ? 'bookings:together.restoredSome' : 'bookings:together.restored', { count: items.length, all: items.length + lost.length }), lost.length > 0 ? { tone: 'danger' } : {})
      },
      onError: (error) => {
        const lost = refusedOf(error)
        if (lost) lose(lost)
        fail(error)
      },
    })
  const done = (key: 'cancelled' | 'moved') => () => {
    setReason('')
    setAsking(null)
    if (reach !== 'one') toast(t(`bookings:together.${key}.${reach}`), key === 'cancelled' ? { action: { label: t('shell:undo'), run: takeBack } } : {})
  }
  const run = (action: Act) =>
    act.mutate(
      { id: one.id, action, reason },
      {
        onSuccess: () => {
          ask(null)
          // what was a slip is put right by one press; the rest cannot be taken back
          const back: Act | null = one.state === 'completed' ? 'complete' : one.state === 'no_show' ? 'no-show' : action === 'cancel' && one.state !== 'hold' ? 'restore' : null
          toast(t(`bookings:acted.${action}`), back ? { action: { label: t('shell:undo'), run: () => act.mutate({ id: one.id, action: back }, { onError: fail }) } } : {})
        },
        onError: fail,
      },
    )
  const cancel = () => {
    if (reach === 'rest') cancelRest.mutate({ id: one.id, reason }, { onSuccess: done('cancelled'), onError: fail })
    else if (reach === 'visit' && one.visit_id) cancelVisit.mutate({ id: one.visit_id, reason }, { onSuccess: done('cancelled'), onError: fail })
    else run('cancel')
  }
  const rest = (startsAt: number, orNone: boolean) =>
    moveRest.mutate(
      { id: one.id, startsAt, was: one.starts_at, orNone, reason },
      {
        onSuccess: ({ refused }) => {
          const stay = refusedDates(refused)
          done('moved')()
          setStuck(stay.length > 0 ? { dates: stay, startsAt: null } : null)
        },
        onError: (error) => {
          const dates = refusedOf(error)
          if (dates) setStuck({ dates, startsAt })
          else fail(error)
        },
      },
    )
  const move = (startsAt: number) => {
    setStuck(null)
    if (reach === 'rest') rest(startsAt, true)
    else if (reach === 'visit' && one.visit_id) moveVisit.mutate({ id: one.visit_id, startsAt, was: first?.starts_at, reason }, { onSuccess: done('moved'), onError: fail })
    else {
      ask(null)
      moving.move({ appointment: one, startsAt, from: had, to: had, reason })
    }
  }
  const isEarly = actions.some((action) => !isTime(action, one.starts_at, now))
  if (actions.length === 0 && !stuck) return null
  const choice = <ReachChoice one={one} value={reach} onChange={(to) => (setReach(to), setStuck(null))} />
  return (
    <section aria-label={t('bookings:actions')} className="flex flex-col gap-2 border-t pt-3">
      <div className="flex flex-wrap gap-2">
        {actions.map((action) => (
          <Button
            key={action}
            variant={urgent.includes(action) && isTime(action, one.starts_at, now) ? 'primary' : 'secondary'}
            disabled={!isTime(action, one.starts_at, now)}
            isBusy={act.isPending && act.variables.action === action}
            aria-expanded={forms.includes(action) ? asking === action : undefined}
            onClick={() => (action === 'move' || action === 'resize' || action === 'cancel' ? ask(asking === action ? null : action) : run(action))}
          >
            {t(`bookings:action.${action}`)}
          </Button>
        ))}
      </div>
      {isEarly && <p className="text-xs text-ink-3">{t('bookings:tooEarly')}</p>}
      {asking === 'cancel' && (
        <div className="flex flex-col gap-2 rounded-lg border p-3">
          {choice}
          <Field label={t('bookings:cancelReason')} hint={t(reach === 'one' ? 'bookings:cancelHint' : 'bookings:together.cancelHint')}>
            <Textarea autoFocus value={reason} maxLength={1000} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => ask(null)}>
              {t('shell:back')}
            </Button>
            <Button variant="danger" isBusy={act.isPending || cancelRest.isPending || cancelVisit.isPending} onClick={cancel}>
              {t(reach === 'one' ? 'bookings:cancelConfirm' : `bookings:together.cancel.${reach}`)}
            </Button>
          </div>
        </div>
      )}
      {asking === 'resize' && (
        <Length
          one={one}
          onClose={() => ask(null)}
          onLength={(minutes, reason) => {
            ask(null)
            moving.resize({ appointment: one, endsAt: Date.parse(one.starts_at) + minutes * 60_000, reason })
          }}
        />
      )}
      {asking === 'move' && (
        <div className="flex flex-col gap-3 rounded-lg border p-3" aria-busy={moveRest.isPending || moveVisit.isPending || undefined}>
          {choice}
          {reach === 'rest' && <p className="text-xs text-ink-2">{t('bookings:together.moveHint')}</p>}
          <Why value={reason} onChange={setReason} />
          <SlotPicker
            wanted={reach === 'visit' && one.visit_id ? { parts: [], visit: one.visit_id } : { parts: [{ service: one.service_id, professional: had ?? undefined }], store: one.store_id ?? undefined, moving: one.id }}
            day={day}
            onDay={setDay}
            chosen={moveRest.isPending ? moveRest.variables.startsAt : moveVisit.isPending ? moveVisit.variables.startsAt : null}
            isBusy={moveRest.isPending || moveVisit.isPending}
            onChoose={({ at }) => move(at)}
          />
        </div>
      )}
      {stuck && (
        <div role="alert" ref={show} className="flex flex-col gap-2 rounded-lg border border-danger bg-danger-soft p-3 text-sm">
          <p className="font-medium text-danger">{stuck.startsAt === null ? t(stuck.isLost ? 'bookings:together.lost' : 'bookings:together.stayed') : t('bookings:together.stuck', { day: longDate(stuck.startsAt, zone), time: words.time(stuck.startsAt) })}</p>
          <RefusedDates dates={stuck.dates} />
          <div className="flex flex-wrap gap-2">
            {stuck.startsAt !== null && (
              <Button isBusy={moveRest.isPending} onClick={() => stuck.startsAt !== null && rest(stuck.startsAt, false)}>
                {t('bookings:together.moveOthers')}
              </Button>
            )}
            <Button variant="ghost" onClick={() => setStuck(null)}>
              {t(stuck.startsAt === null ? 'shell:close' : 'bookings:refused.keep')}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}

function ReachChoice({ one, value, onChange }: { one: Appointment; value: Reach; onChange: (to: Reach) => void }) {
  const { t } = useTranslation('bookings')
  const id = useId()
  const all = reachesOf(one)
  if (all.length < 2) return null
  return (
    <div>
      <p id={id} className="mb-1.5 text-sm font-medium">
        {t('together.reach')}
      </p>
      <Segments name={id} labelledBy={id} value={value} options={all.map((reach) => ({ value: reach, label: t(`together.reaches.${reach === 'one' && one.visit_id ? 'service' : reach}`) }))} onChange={onChange} />
    </div>
  )
}
