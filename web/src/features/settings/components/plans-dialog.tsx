import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingResource } from '@/client/types'
import { ApiError } from '@/lib/http'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { RadioCard } from '@/ui/radio-card'
import { toast } from '@/ui/toast'
import { hasRefused } from '@/ui/use-typing'
import { teamQuery } from '../api'
import { resourcesQuery, useResources, useWritePlans } from '../bookings'
import { useProblems } from '../problems'
import { readLimit, resourceLimit } from '../rules/bookable'
import { MOST_PLANS, type Plan, planProblems, toKept, toPlans, workdays } from '../rules/plans'
import type { Store } from '../wire'
import { ColorPicker } from './color-picker'
import { FormDialog } from './form-dialog'
import { PlanCard } from './plan-card'
import { ResourceLimit } from './resource-limit'

/** Each with a number of its own, so that what is typed stays with it. */
type Row = { key: number; plan: Plan }

const usual: Plan = { store: '', from: '', until: '', weekly: workdays, days: [], rest: {} }

const rowsOf = (resource: BookingResource): Row[] => toPlans(resource.plans).map((plan, key) => ({ key, plan }))

/** When a professional can be booked: as the store is open, or in weeks of their own; which colour they have, how many a day they take, and who they are here. */
export function PlansDialog({ resource, stores, onClose }: { resource: BookingResource; stores: readonly Store[]; onClose: () => void }) {
  const { t } = useTranslation(['bookings', 'settings'])
  const { tenant } = useSession()
  const write = useWritePlans(resource.id)
  const { change } = useResources()
  const problems = useProblems(write.error ?? change.error)
  const now = useQuery(resourcesQuery(tenant.id)).data?.find(({ id }) => id === resource.id)
  const isOther = write.error instanceof ApiError && write.error.code === 'plans_changed'
  const team = (useQuery(teamQuery(tenant.id)).data?.items ?? []).filter((one) => one.is_active)
  const [user, setUser] = useState(resource.user_id ?? '')
  const [color, setColor] = useState(resource.color)
  const [limit, setLimit] = useState(resource.daily_limit?.toString() ?? '')
  const [seen, setSeen] = useState(resource) // the plans that this form began with
  const [rows, setRows] = useState<Row[]>(() => rowsOf(resource))
  const [hasTried, setTried] = useState(false)
  const [isOwn, setOwn] = useState(rows.length > 0)
  const [open, setOpen] = useState<number | null>(rows.length === 1 ? 0 : null)
  const list = useRef<HTMLUListElement>(null)
  const plans = rows.map(({ plan }) => plan)
  const wrong = planProblems(plans)
  // what is refused stays in sight
  const add = (plan: Plan) => {
    if (hasRefused(list.current)) return
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1
    setRows([...rows, { key, plan }])
    setOpen(key)
  }
  const save = async (version = seen.plans_version) => {
    setTried(true)
    const daily_limit = readLimit(limit, resourceLimit)
    if (daily_limit === undefined) return
    const kept = toKept(isOwn ? plans : [])
    const isChanged = JSON.stringify(kept) !== JSON.stringify(toKept(toPlans(seen.plans)))
    const at = isOwn && isChanged ? wrong.findIndex((one) => one !== null) : -1
    if (at >= 0) return setOpen(rows[at]?.key ?? null)
    const changes = { ...(user !== (resource.user_id ?? '') && { user_id: user || null }), ...(color !== resource.color && { color }), ...(daily_limit !== resource.daily_limit && { daily_limit }) }
    try {
      if (isChanged) setSeen(await write.mutateAsync({ plans: kept, version }))
      if (Object.keys(changes).length > 0) await change.mutateAsync({ id: resource.id, ...changes })
    } catch {
      return // what was refused stands in the form
    }
    toast(t('settings:form.saved'))
    onClose()
  }
  const bring = (one: BookingResource) => {
    setSeen(one)
    setRows(rowsOf(one))
    setOwn(one.plans.length > 0)
    setOpen(null)
    write.reset()
  }
  return (
    <FormDialog title={t('bookings:setup.weekOf', { name: resource.name })} isBusy={write.isPending || change.isPending} problem={problems.text} onClose={onClose} onSubmit={() => void save()}>
      {isOther && (
        <div className="flex flex-wrap gap-2">
          <Button disabled={!now || now.plans_version === seen.plans_version} onClick={() => now && bring(now)}>
            {t('bookings:setup.plansBring')}
          </Button>
          <Button variant="ghost" disabled={!now || now.plans_version === seen.plans_version} onClick={() => now && void save(now.plans_version)}>
            {t('bookings:setup.plansOver')}
          </Button>
        </div>
      )}
      <Field label={t('bookings:setup.user')} hint={t('bookings:setup.userHint')} error={problems.at('user_id')}>
        <Select value={user} onChange={(event) => setUser(event.target.value)}>
          <option value="">{t('bookings:setup.userNone')}</option>
          {team.map((one) => (
            <option key={one.user_id} value={one.user_id}>
              {one.name}
            </option>
          ))}
        </Select>
      </Field>
      <ResourceLimit value={limit} error={problems.at('daily_limit')} onChange={setLimit} />
      <ColorPicker value={color} error={problems.at('color')} onChange={setColor} />
      <div className="grid gap-2 sm:grid-cols-2">
        <RadioCard name="week" title={t('bookings:setup.asStore')} text={t('bookings:setup.asStoreText')} checked={!isOwn} onChange={() => setOwn(false)} />
        <RadioCard
          name="week"
          title={t('bookings:setup.ownWeek')}
          text={t('bookings:setup.ownWeekText')}
          checked={isOwn}
          onChange={() => {
            setOwn(true)
            if (rows.length === 0) add(usual)
          }}
        />
      </div>
      {isOwn && (
        <>
          <ul ref={list} className="flex flex-col gap-2">
            {rows.map(({ key, plan }, at) => (
              <PlanCard
                key={key}
                plan={plan}
                stores={stores}
                problem={wrong[at] ?? null}
                refused={problems.at(`plans.${at}`)}
                hasTried={hasTried}
                isOpen={open === key}
                onOpen={() => !hasRefused(list.current) && setOpen(open === key ? null : key)}
                onChange={(changed) => setRows(rows.map((row) => (row.key === key ? { key, plan: changed } : row)))}
                onRemove={rows.length > 1 ? () => setRows(rows.filter((row) => row.key !== key)) : undefined}
              />
            ))}
          </ul>
          <div>
            <Button disabled={rows.length >= MOST_PLANS} onClick={() => add({ ...(plans[0] ?? usual), from: '', until: '', days: [], rest: {} })}>
              <Plus aria-hidden />
              {t('bookings:setup.planAdd')}
            </Button>
            <p className="mt-1.5 text-xs text-ink-2">{t('bookings:setup.planHint')}</p>
          </div>
        </>
      )}
    </FormDialog>
  )
}
