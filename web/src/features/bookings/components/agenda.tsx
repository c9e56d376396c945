import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarCog } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { dayKey } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useHotkeys } from '@/lib/hotkeys'
import { useMediaQuery } from '@/lib/media-query'
import { useNow } from '@/lib/now'
import { SeeingOnly } from '@/lib/seeing-only'
import { canChange, canSee, useSession, useZone } from '@/lib/session'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { appointmentsQuery, hoursQuery, resourcesQuery, servicesQuery, storesQuery } from '../api'
import { useAgendaLive } from '../live'
import { busyQuery, flagsQuery } from '../outside'
import { addDays, addMonths, instantOf, monthOf, weekOf } from '../rules/clock'
import { shutDays } from '../rules/shut'
import type { View } from '../rules/view'
import { useLeaveWait } from '../waiting'
import { AsideButtons, Asides } from './asides'
import { ColorsProvider, useColors } from './colors'
import { DayList } from './day-list'
import { type Drop, Grid } from './grid'
import { type Lane, closedOf, lanesOfAll, lanesOfDay, lanesOfWeek } from './lanes'
import { Month } from './month'
import { Headings } from './headings'
import { NewAppointment, type Start } from './new-appointment'
import { Panel } from './panel'
import { Printed } from './printed'
import { Refused } from './refused'
import { Toolbar } from './toolbar'
import { professionalOf, useMoving } from './use-moving'
import { useWhose } from './whose'

type Props = { view: View; onView: (change: Partial<View>) => void }

/** Who has what when: columns on a desk, lists on a phone; an appointment opens beside it. */
export function Agenda({ view, onView }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { me, tenant } = useSession()
  const zone = useZone()
  const errorText = useErrorText()
  const isPhone = useMediaQuery('(max-width: 767px)')
  const mayChange = canChange(tenant, 'bookings')
  useTitle(t('bookings:title'), tenant.name)
  useAgendaLive()

  const today = dayKey(useNow(30_000), zone)
  const day = view.day ?? today
  const isWeek = view.view === 'week'
  const isMonth = view.view === 'month'
  const weeks = useMemo(() => monthOf(day), [day])
  const days = useMemo(() => (isMonth ? weeks.flat() : isWeek ? weekOf(day) : [day]), [isMonth, weeks, isWeek, day])
  // a day more before, for what began there and reaches into it
  const since = instantOf(addDays(days[0] ?? day, -1), 0, zone.timeZone)
  const until = instantOf(addDays(days.at(-1) ?? day, 1), 0, zone.timeZone)

  const services = useQuery(servicesQuery(tenant.id))
  const resources = useQuery(resourcesQuery(tenant.id))
  const stores = useQuery(storesQuery(tenant.id))
  // a day is read with its week: the next one needs no waiting
  const [first = day, last = day] = isMonth ? [days[0], days.at(-1)] : [weekOf(day)[0], weekOf(day)[6]]
  const hours = useQuery(hoursQuery(tenant.id, first, last, view.store, zone.locale))
  const read = useQuery({
    ...appointmentsQuery(tenant.id, { since, until, store: view.store, service: view.service, state: view.state, cancelled: view.cancelled ?? false }),
    placeholderData: isMonth ? keepPreviousData : undefined,
  })

  const isRooms = view.kind === 'rooms'
  const shown = useMemo(
    () => (resources.data ?? []).filter((one) => (one.kind === 'professional') !== isRooms && (!view.store || !one.store_id || one.store_id === view.store)),
    [resources.data, isRooms, view.store],
  )
  const active = shown.filter((one) => one.is_active)
  const colors = useColors(resources.data)
  const mine = active.find(({ user_id }) => user_id === me.user.id)
  // a professional's week, and all that their phone shows, is their own until they ask for another
  const isOwnFirst = isPhone || isWeek
  const asked = view.resource === 'all' ? undefined : (view.resource ?? (isOwnFirst ? mine?.id : undefined))
  const only = shown.find(({ id }) => id === asked)
  const named = useWhose(shown)
  const whose = isWeek && !only ? named : undefined
  const busy = useQuery({ ...busyQuery(tenant.id, since, until, isWeek ? only?.id : undefined), enabled: !isMonth })
  const given = useMemo(() => ({ resources: only ? [only] : shown, appointments: read.data ?? [], busy: busy.data ?? [], hours: hours.data, timeZone: zone.timeZone }), [only, shown, read.data, busy.data, hours.data, zone.timeZone])
  const lanes = useMemo(() => {
    if (isMonth) return []
    if (isWeek) return only ? lanesOfWeek(days, only, given) : lanesOfAll(days, given)
    return lanesOfDay(day, given).filter((lane) => !only || lane.resource)
  }, [isMonth, isWeek, days, given, day, only])
  // hours of the month before say nothing of this one
  const known = isMonth && !hours.isPlaceholderData ? hours.data : undefined
  const shut = useMemo(() => {
    if (!known) return new Map<string, string>()
    const theirs = only ? [only] : shown.filter((one) => one.is_active)
    const closed = closedOf(known, only ?? null).filter((one) => Boolean(only) || !one.resource_id)
    return shutDays(days, theirs.map(({ id }) => id), known, closed, zone.timeZone)
  }, [known, only, shown, days, zone.timeZone])
  const inMonth = useMemo(() => (read.data ?? []).filter((one) => !only || one.resource_ids.includes(only.id)), [read.data, only])

  const flags = useQuery(flagsQuery(tenant.id))
  const flagged = useMemo(() => new Set((flags.data ?? []).map(({ appointment_id }) => appointment_id)), [flags.data])
  const [wished, setWished] = useState<(Start & { waitId?: string; importId?: string }) | null>(null)
  const leave = useLeaveWait()
  const begin = (start: Start = {}) => setWished({ day: day < today ? today : day, store: view.store, ...start })
  const moving = useMoving()
  const canBook = mayChange && (services.data?.some((one) => one.is_active) ?? false)

  const onDay = (on: string, more: Partial<View> = {}) => onView({ day: on === today ? undefined : on, ...more })
  const shift = (by: number) => () => onDay(isMonth ? addMonths(day, by) : addDays(day, isWeek ? 7 * by : by))
  useHotkeys({
    t: () => onView({ day: undefined }),
    d: () => onView({ view: undefined }),
    w: () => onView({ view: 'week' }),
    m: () => onView({ view: 'month' }),
    ArrowLeft: shift(-1),
    ArrowRight: shift(1),
    n: canBook
      ? (event) => {
          event.preventDefault()
          begin()
        }
      : undefined,
  })

  const stepOf = (one: Appointment) => {
    const service = services.data?.find(({ service_id }) => service_id === one.service_id)
    return service?.grid === 'clock' ? (service.step ?? 15) : 5
  }
  const drop = ({ appointment, startsAt, from, to }: Drop) => {
    const isOther = !isWeek && from.key !== to.key && to.resource
    if (isRooms) return moving.move({ appointment, startsAt, from: from.resource?.id ?? null, to: isOther ? (to.resource?.id ?? null) : null, toKind: 'thing' })
    const had = professionalOf(appointment)
    moving.move({ appointment, startsAt, from: had, to: isOther ? (to.resource?.id ?? had) : had })
  }
  const free = (lane: Lane, at: number | null) =>
    begin({ day: lane.axis.day, at: at ?? undefined, professional: lane.resource?.kind === 'professional' ? lane.resource.id : undefined })

  const queries = [services, resources, stores, hours, read]
  const failed = queries.find((query) => query.isError && query.data === undefined)
  const isReady = services.data && resources.data && stores.data && hours.data
  const isBare = isReady && (services.data.length === 0 || resources.data.length === 0)

  return (
    <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <Toolbar
        view={view}
        day={day}
        today={today}
        resources={active}
        whose={only}
        mine={mine}
        services={(services.data ?? []).filter((one) => one.is_active)}
        stores={(stores.data ?? []).filter((one) => one.is_active)}
        isOwnFirst={isOwnFirst}
        isPhone={isPhone}
        isReading={Boolean(isReady) && read.isFetching}
        canChange={canBook}
        onView={onView}
        onNew={() => begin()}
      >
        {isReady && !isBare && <AsideButtons isPhone={isPhone} onView={onView} />}
      </Toolbar>
      <SeeingOnly rooms="bookings" className="border-b bg-sunken px-4 py-1.5" />
      <ColorsProvider value={colors}>
        {failed ? (
          <ErrorState
            className="m-auto"
            title={errorText(failed.error)}
            retryLabel={t('shell:retry')}
            onRetry={() => queries.filter((query) => query.isError).forEach((query) => void query.refetch())}
          />
        ) : !isReady || (read.isPending && isPhone) ? (
          <div role="status" className="flex flex-1 gap-2 p-4">
            <span className="sr-only">{t('shell:loading')}</span>
            {[0, 1, 2, 3].map((n) => (
              <Skeleton key={n} className="h-full max-h-96 flex-1 not-first:max-md:hidden" />
            ))}
          </div>
        ) : isBare ? (
          <EmptyState
            className="m-auto"
            icon={CalendarCog}
            title={t('bookings:bare.title')}
            action={
              canSee(tenant, 'settings') && (
                <Button asChild variant="primary">
                  <Link to={resources.data.length === 0 ? '/t/$slug/settings/professionals' : '/t/$slug/settings/services'} params={{ slug: tenant.slug }}>
                    {t(resources.data.length === 0 ? 'bookings:bare.professionals' : 'bookings:bare.services')}
                  </Link>
                </Button>
              )
            }
          >
            {t('bookings:bare.text')}
          </EmptyState>
        ) : isMonth ? (
          <Month
            weeks={weeks}
            month={day.slice(0, 7)}
            today={today}
            appointments={inMonth}
            flagged={flagged}
            shut={shut}
            isOne={Boolean(only)}
            isPhone={isPhone}
            onDay={(on) => onDay(on, { view: undefined })}
            onOpen={(appointment) => onView({ appointment })}
          />
        ) : lanes.length === 0 ? (
          <EmptyState className="m-auto" icon={CalendarCog} title={t(isRooms ? 'bookings:bare.noRooms' : 'bookings:bare.noProfessionals')} />
        ) : isPhone ? (
          <div className="min-h-0 flex-1 overflow-y-auto">
            <DayList lanes={lanes} isWeek={isWeek} whose={whose} flagged={flagged} onOpen={(appointment) => onView({ appointment })} />
          </div>
        ) : (
          <Grid
            lanes={lanes}
            heading={(lane) => <Headings lane={lane} isWeek={isWeek} isRooms={isRooms} today={today} onDay={(on) => onDay(on, { view: undefined })} />}
            stepOf={stepOf}
            canChange={canBook}
            flagged={flagged}
            isAcross
            whose={whose}
            onOpen={(appointment) => onView({ appointment })}
            onDrop={drop}
            onResize={(appointment, endsAt) => moving.resize({ appointment, endsAt })}
            onFree={free}
            onDay={(on) => onDay(on, { view: undefined })}
          />
        )}
      </ColorsProvider>
      {view.appointment && <Panel key={view.appointment} id={view.appointment} moving={moving} onOpen={(appointment) => onView({ appointment })} onClose={() => onView({ appointment: undefined })} />}
      {isReady && <Asides view={view} today={today} onView={onView} onBook={(start, of) => setWished({ store: view.store, ...start, ...of })} />}
      {wished && (
        <NewAppointment
          start={wished}
          importId={wished.importId}
          today={today}
          onClose={() => setWished(null)}
          onBooked={(made) => {
            onDay(dayKey(made.starts_at, zone), wished.waitId ? { list: undefined } : {})
            // it may have become somebody else's, or something else
            if (wished.waitId && made.contact_id === wished.contact?.id && made.service_id === wished.service) leave.mutate(wished.waitId)
          }}
        />
      )}
      <Refused moving={moving} />
      <Printed
        view={view}
        day={day}
        lanes={lanes}
        monthly={isMonth ? inMonth : undefined}
        isWhole={read.isSuccess && !read.isPlaceholderData}
        whose={only ? undefined : named}
        shown={[only?.name ?? t(isRooms ? 'bookings:kind.rooms' : 'bookings:everybody'), stores.data?.find(({ id }) => id === view.store)?.name, services.data?.find((one) => one.service_id === view.service)?.name]}
      />
    </main>
  )
}
