import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingKind, BookingSource } from '@/client/types'
import { ApiError } from '@/lib/http'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { Spinner } from '@/ui/spinner'
import { toast } from '@/ui/toast'
import { bookablesQuery, resourcesQuery } from '../bookings'
import { kindsQuery, useWriteRoutes } from '../calendars'
import { useProblems } from '../problems'
import { type Route, isSet, kindOf, left, own, typed, withRoute, without } from '../rules/kinds'
import { FormDialog } from './form-dialog'

type Props = { source: BookingSource; mayChange: boolean }

/** What each kind of booking at Cal.com is here: those that are set one by one, and what every other one becomes. */
export function SourceKinds({ source, mayChange }: Props) {
  const { t } = useTranslation('calendars')
  const { tenant } = useSession()
  const services = useQuery(bookablesQuery(tenant.id))
  const kinds = useQuery({ ...kindsQuery(tenant.id, source.id), enabled: mayChange && source.asked !== null && source.asked !== undefined })
  const write = useWriteRoutes()
  const problems = useProblems(null)
  const [editing, setEditing] = useState<Route | 'new' | null>(null)
  const adds = useRef<HTMLButtonElement>(null)
  const title = useId()
  const names = useNames()
  // what was just said is shown, and built upon, before the server says the same
  const routes = write.isPending ? write.variables.routes : source.routes
  const rows = own(routes)
  const known = kinds.data ?? []
  const save = (all: Route[]) =>
    write.mutate({ id: source.id, routes: all }, { onSuccess: () => toast(t('saved')), onError: (error) => toast(problems.say(error), { tone: 'danger' }) })
  const others = routes.find((one) => !one.event_type)
  return (
    <section aria-labelledby={title} className="flex flex-col gap-2 rounded-lg border bg-sunken p-3">
      <h3 id={title} className="text-sm font-semibold">
        {t('kinds.title')}
      </h3>
      {rows.length > 0 ? (
        <ul className="flex flex-col divide-y divide-line">
          {rows.map((one) => {
            const kind = kindOf(one.event_type ?? '', known)
            const name = kind?.title ?? one.event_type ?? ''
            return (
              <li key={one.event_type} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
                <p className="flex min-w-0 flex-1 basis-56 flex-wrap items-center gap-x-2 gap-y-0.5">
                  <span className="min-w-0 font-medium break-words">{name}</span>
                  {kind && <span className="text-xs break-all text-ink-2">{kind.slug || kind.id}</span>}
                  <ArrowRight aria-hidden className="size-3.5 shrink-0 text-ink-3" />
                  <span className="sr-only">{t('kinds.becomes')}</span>
                  <span className="min-w-0 break-words">{names.service(one)}</span>
                  {one.professional_id && <span className="text-xs text-ink-2">{t('kinds.with', { name: names.professional(one) })}</span>}
                </p>
                {mayChange && (
                  <span className="flex flex-wrap gap-1.5">
                    <Button variant="ghost" size="sm" aria-label={t('kinds.changeNamed', { name })} onClick={() => setEditing(one)}>
                      {t('kinds.change')}
                    </Button>
                    <Button
                      variant="ghost"
                      size="sm"
                      className="text-danger"
                      aria-label={t('kinds.removeNamed', { name })}
                      onClick={() => {
                        save(without(routes, one.event_type ?? ''))
                        adds.current?.focus() // the button that was pressed is gone
                      }}
                    >
                      {t('kinds.remove')}
                    </Button>
                  </span>
                )}
              </li>
            )
          })}
        </ul>
      ) : (
        <p className="text-sm text-ink-2">{t(others ? 'kinds.noneBut' : 'kinds.none')}</p>
      )}
      {mayChange ? (
        <div className="flex flex-wrap items-end justify-between gap-3">
          <Field label={t(rows.length > 0 ? 'kinds.others' : 'kinds.all')} className="w-full min-w-0 sm:w-64">
            <Select value={others?.service_id ?? ''} onChange={({ target }) => save(target.value ? withRoute(routes, { event_type: '', service_id: target.value }, '') : without(routes, ''))}>
              <option value="">{t('source.becomesNothing')}</option>
              {services.data?.map((one) => (
                <option key={one.service_id} value={one.service_id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </Field>
          <Button ref={adds} onClick={() => setEditing('new')}>
            {t('kinds.add')}
          </Button>
        </div>
      ) : (
        <p className="text-sm text-ink-2">{t('kinds.othersAre', { name: others ? names.service(others) : t('source.becomesNothing') })}</p>
      )}
      {editing && <KindDialog source={{ ...source, routes }} route={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  )
}

/** What is shown for the ids of a route. */
function useNames() {
  const { t } = useTranslation('calendars')
  const { tenant } = useSession()
  const services = useQuery(bookablesQuery(tenant.id))
  const resources = useQuery(resourcesQuery(tenant.id))
  return {
    service: (route: Route) => services.data?.find((one) => one.service_id === route.service_id)?.name ?? t('kinds.gone'),
    professional: (route: Route) => resources.data?.find((one) => one.id === route.professional_id)?.name ?? t('kinds.gone'),
  }
}

function KindDialog({ source, route, onClose }: { source: BookingSource; route: Route | null; onClose: () => void }) {
  const { t } = useTranslation(['calendars', 'settings'])
  const { tenant } = useSession()
  const isAsked = source.asked !== null && source.asked !== undefined
  const kinds = useQuery({ ...kindsQuery(tenant.id, source.id), enabled: isAsked })
  const services = useQuery(bookablesQuery(tenant.id))
  const resources = useQuery(resourcesQuery(tenant.id))
  const write = useWriteRoutes()
  const problems = useProblems(write.error)
  const before = route?.event_type ?? undefined
  const known = kinds.data ?? []
  const [eventType, setEventType] = useState(before ?? '')
  const [isTyping, setTyping] = useState(false)
  const [serviceId, setServiceId] = useState(route?.service_id ?? '')
  const [professionalId, setProfessionalId] = useState(route?.professional_id ?? '')
  const [hasTried, setTried] = useState(false)
  const choices = left(known, source.routes, before)
  const of = kindOf(eventType, known)
  // what stands there and is not among what was listed is kept as it was typed
  const isListed = !isTyping && choices.length > 0 && (!before || kindOf(before, known) !== undefined)
  const listed = of && (of.slug === before ? before : of.id) // known by its word it stays so
  const wanted = isListed ? (listed ?? '') : typed(eventType)
  const isTwice = Boolean(wanted) && isSet(wanted, source.routes, known, before)
  const wrong = !wanted ? t('settings:problems.required') : isTwice ? t('calendars:kinds.twice') : undefined
  const save = () => {
    setTried(true)
    if (!wanted || isTwice || !serviceId) return
    const made: Route = { ...route, event_type: wanted, service_id: serviceId, professional_id: professionalId || null }
    write.mutate({ id: source.id, routes: withRoute(source.routes, made, before) }, { onSuccess: () => (toast(t('calendars:saved')), onClose()) })
  }
  const isRefused = kinds.error instanceof ApiError && ['revoked', 'forbidden'].includes(String(kinds.error.params.reason))
  const people = (resources.data ?? []).filter((one) => one.kind === 'professional')
  return (
    <FormDialog title={t(route ? 'calendars:kinds.changeTitle' : 'calendars:kinds.addTitle')} lead={t('calendars:kinds.lead')} isBusy={write.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      {isAsked && kinds.isPending ? (
        <p role="status" className="flex items-center gap-2 text-sm text-ink-2">
          <Spinner className="size-5" />
          {t('calendars:kinds.wait')}
        </p>
      ) : isListed ? (
        <div className="flex flex-col items-start gap-1.5">
          <Field label={t('calendars:kinds.kind')} error={hasTried ? wrong : undefined} className="w-full">
            <Select value={of?.id ?? ''} onChange={({ target }) => setEventType(target.value)}>
              <option value="">{t('calendars:kinds.choose')}</option>
              {choices.map((one) => (
                <option key={one.id} value={one.id}>
                  {titled(one)}
                </option>
              ))}
            </Select>
          </Field>
          <Button variant="ghost" size="sm" onClick={() => setTyping(true)}>
            {t('calendars:kinds.type')}
          </Button>
        </div>
      ) : (
        <div className="flex flex-col gap-1.5">
          {kinds.isError && (
            <p role="status" className="flex flex-wrap items-center gap-2 rounded-md bg-wait-soft px-3 py-2 text-sm text-wait">
              {t(isRefused ? 'calendars:kinds.refused' : 'calendars:kinds.away')}
              <Button variant="ghost" size="sm" isBusy={kinds.isFetching} onClick={() => void kinds.refetch()}>
                {t('calendars:kinds.again')}
              </Button>
            </p>
          )}
          <Field label={t('calendars:kinds.typed')} hint={t(isAsked ? 'calendars:kinds.typedHint' : 'calendars:kinds.typedUnasked')} error={hasTried ? wrong : undefined}>
            <Input value={eventType} maxLength={200} autoComplete="off" autoCapitalize="none" spellCheck={false} placeholder="prova-de-bolo" onChange={({ target }) => setEventType(target.value)} />
          </Field>
        </div>
      )}
      <Field label={t('calendars:kinds.service')} hint={services.data?.length === 0 ? t('calendars:kinds.noServices') : undefined} error={hasTried && !serviceId ? t('settings:problems.required') : problems.at('service_id')}>
        <Select value={serviceId} onChange={({ target }) => setServiceId(target.value)}>
          <option value="">{t('calendars:kinds.choose')}</option>
          {services.data?.map((one) => (
            <option key={one.service_id} value={one.service_id}>
              {one.name}
            </option>
          ))}
        </Select>
      </Field>
      {people.length > 0 && (
        <Field label={t('calendars:kinds.professional')} error={problems.at('professional_id')}>
          <Select value={professionalId} onChange={({ target }) => setProfessionalId(target.value)}>
            <option value="">{t('calendars:kinds.anybody')}</option>
            {people.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </FormDialog>
  )
}

const titled = (one: BookingKind) => [one.title, one.minutes && `${one.minutes} min`, one.slug].filter(Boolean).join(' · ')
