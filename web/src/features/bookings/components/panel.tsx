import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessageSquare } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { dayKey, longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { canChange, canSee, useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Textarea } from '@/ui/input'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { appointmentQuery } from '../api'
import { type Act, type Action, actionsOf, isTime, toneOf } from '../rules/states'
import { useAct } from '../verbs'
import { History } from './history'
import { Length } from './length'
import { Reminders } from './reminders'
import { SlotPicker } from './slot-picker'
import { stateSign } from './tones'
import { type Moving, professionalOf } from './use-moving'
import { useWords } from './words'

/** One appointment: who, what, when, where, what became of it, and what can be done. */
export function Panel({ id, moving, onClose }: { id: string; moving: Moving; onClose: () => void }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const query = useQuery(appointmentQuery(tenant.id, id))
  const one = query.data
  return (
    <Dialog open shape="sheet" onOpenChange={onClose} title={one ? one.service_name : t('bookings:appointment')} closeLabel={t('shell:close')}>
      {one ? (
        <Whole one={one} moving={moving} />
      ) : query.isError ? (
        <ErrorState title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />
      ) : (
        <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">{t('shell:loading')}</span>
          <Skeleton className="h-6 w-1/2" />
          <Skeleton className="h-28" />
        </div>
      )}
    </Dialog>
  )
}

function Whole({ one, moving }: { one: Appointment; moving: Moving }) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const professional = one.resources.find(({ kind }) => kind === 'professional')
  const things = one.resources.filter(({ kind }) => kind !== 'professional')
  const where = one.store_name ?? t('online')
  const Sign = stateSign[one.state]
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap gap-1.5">
        <Badge tone={toneOf[one.state]}>
          {Sign && <Sign aria-hidden />}
          {words.state(one.state)}
        </Badge>
        {one.is_overbooked && <Badge tone="wait">{t('overbooked')}</Badge>}
      </p>
      <dl className="flex flex-col gap-2.5 text-sm">
        <Fact label={t('contact')}>
          <span className="font-semibold">{words.who(one)}</span>
          {one.conversation_id && canSee(tenant, 'inbox') && (
            <Link to="/t/$slug/inbox/{-$conversationId}" params={{ slug: tenant.slug, conversationId: one.conversation_id }} className="ml-2 inline-flex items-center gap-1 text-accent-text underline underline-offset-3">
              <MessageSquare aria-hidden className="size-3.5" />
              {t('conversation')}
            </Link>
          )}
        </Fact>
        <Fact label={t('when')}>
          <span className="inline-block first-letter:uppercase">{longDate(one.starts_at, zone)}</span>, <span className="tabular-nums">{words.span(one)}</span>
          {one.timezone !== zone.timeZone && <span className="block text-xs text-ink-2">{t('ownClock', { time: one.local_start.slice(11, 16), zone: one.timezone })}</span>}
        </Fact>
        {professional && <Fact label={t('professional')}>{professional.name}</Fact>}
        <Fact label={t('where')}>{[where, ...things.map(({ name }) => name)].filter(Boolean).join(' · ')}</Fact>
        {one.price_cents !== null && <Fact label={t('price')}>{words.price(one.price_cents, one.currency)}</Fact>}
        <Fact label={t('source.label')}>{t(`source.${one.source}`)}</Fact>
        {one.held_until && <Fact label={t('heldUntil')}>{words.time(one.held_until)}</Fact>}
        {one.note && (
          <Fact label={t('note')}>
            <span className="whitespace-pre-wrap">{one.note}</span>
          </Fact>
        )}
      </dl>
      {canChange(tenant, 'bookings') && <Actions one={one} moving={moving} />}
      <Reminders one={one} />
      <History changes={one.history ?? []} />
    </div>
  )
}

const forms: readonly Action[] = ['move', 'resize', 'cancel']
const urgent: readonly Action[] = ['approve', 'take', 'complete']

function Actions({ one, moving }: { one: Appointment; moving: Moving }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const zone = useZone()
  const now = useNow()
  const errorText = useErrorText()
  const act = useAct()
  const [asking, setAsking] = useState<Action | null>(null)
  const [reason, setReason] = useState('')
  const [day, setDay] = useState(dayKey(one.starts_at, zone))
  const had = professionalOf(one)
  const actions = actionsOf(one)
  if (actions.length === 0) return null
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })
  const run = (action: Act) =>
    act.mutate(
      { id: one.id, action, reason },
      {
        onSuccess: () => {
          setAsking(null)
          setReason('')
          // what was a slip is put right by one press; the rest cannot be taken back
          const back: Act | null = one.state === 'completed' ? 'complete' : one.state === 'no_show' ? 'no-show' : action === 'cancel' && one.state !== 'hold' ? 'restore' : null
          toast(t(`bookings:acted.${action}`), back ? { action: { label: t('shell:undo'), run: () => act.mutate({ id: one.id, action: back }, { onError: fail }) } } : {})
        },
        onError: fail,
      },
    )
  const isEarly = actions.some((action) => !isTime(action, one.starts_at, now))
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
            onClick={() => (action === 'move' || action === 'resize' || action === 'cancel' ? setAsking(asking === action ? null : action) : run(action))}
          >
            {t(`bookings:action.${action}`)}
          </Button>
        ))}
      </div>
      {isEarly && <p className="text-xs text-ink-3">{t('bookings:tooEarly')}</p>}
      {asking === 'cancel' && (
        <div className="flex flex-col gap-2 rounded-lg border p-3">
          <Field label={t('bookings:cancelReason')} hint={t('bookings:cancelHint')}>
            <Textarea autoFocus value={reason} maxLength={1000} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setAsking(null)}>
              {t('shell:back')}
            </Button>
            <Button variant="danger" isBusy={act.isPending} onClick={() => run('cancel')}>
              {t('bookings:cancelConfirm')}
            </Button>
          </div>
        </div>
      )}
      {asking === 'resize' && (
        <Length
          one={one}
          onClose={() => setAsking(null)}
          onLength={(minutes) => {
            setAsking(null)
            moving.resize({ appointment: one, endsAt: Date.parse(one.starts_at) + minutes * 60_000 })
          }}
        />
      )}
      {asking === 'move' && (
        <div className="rounded-lg border p-3">
          <SlotPicker
            wanted={{ parts: [{ service: one.service_id, professional: had ?? undefined }], store: one.store_id ?? undefined, moving: one.id }}
            day={day}
            onDay={setDay}
            chosen={null}
            onChoose={({ at }) => {
              setAsking(null)
              moving.move({ appointment: one, startsAt: at, from: had, to: had })
            }}
          />
        </div>
      )}
    </section>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
