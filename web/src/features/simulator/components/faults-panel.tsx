import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { formatPhone } from '@/lib/phone'
import { useSession } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { ErrorState, Skeleton } from '@/ui/states'
import { Switch } from '@/ui/switch'
import { toast } from '@/ui/toast'
import { faultsQuery, useFaults } from '../api'
import { type FaultSwitch, faultGroups } from '../rules/faults'
import type { Fault, SandboxNumber } from '../wire'

/** What goes wrong on purpose, number by number. */
export function FaultsPanel({ numbers, onClose }: { numbers: SandboxNumber[]; onClose: () => void }) {
  const { t } = useTranslation(['simulator', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const [numberId, setNumberId] = useState((numbers[0] as SandboxNumber).phone_number_id)
  const faults = useQuery(faultsQuery(tenant.id, numberId))
  const { add, clear } = useFaults(numberId)
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })
  const active = faults.data?.items ?? []
  const of = (kind: string) => active.filter((fault) => fault.kind === kind)
  const start = (one: FaultSwitch, count: number | null) => add.mutate({ number_id: numberId, kind: one.kind, params: one.params, count }, { onError: fail })

  return (
    <Dialog
      open
      shape="sheet"
      onOpenChange={onClose}
      title={t('faults.title')}
      description={t('faults.lead')}
      closeLabel={t('shell:close')}
      footer={
        active.length > 0 && (
          <Button isBusy={clear.isPending} onClick={() => clear.mutate(active.map((fault) => fault.id), { onError: fail })}>
            {t('faults.clearAll')}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-5">
        {numbers.length > 1 && (
          <Field label={t('phone.number')}>
            <Select value={numberId} onChange={(event) => setNumberId(event.target.value)}>
              {numbers.map((one) => (
                <option key={one.phone_number_id} value={one.phone_number_id}>
                  {one.verified_name} · {formatPhone(one.display_phone_number)}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {faults.isPending && <Skeleton className="h-40" />}
        {faults.isError && <ErrorState title={errorText(faults.error)} retryLabel={t('shell:retry')} onRetry={() => void faults.refetch()} />}
        {faults.data &&
          faultGroups.map(({ group, faults: switches }) => (
            <section key={group}>
              <h2 className="mb-1 text-xs font-semibold text-ink-3">{t(`faults.groups.${group}`)}</h2>
              <ul className="divide-y divide-line">
                {switches.map((one) => (
                  <FaultRow
                    key={one.name}
                    one={one}
                    on={of(one.kind)}
                    onSwitch={(isOn) => (isOn ? start(one, null) : clear.mutate(of(one.kind).map((fault) => fault.id), { onError: fail }))}
                    onOnce={() => start(one, 1)}
                  />
                ))}
              </ul>
            </section>
          ))}
      </div>
    </Dialog>
  )
}

function FaultRow({ one, on, onSwitch, onOnce }: { one: FaultSwitch; on: Fault[]; onSwitch: (isOn: boolean) => void; onOnce: () => void }) {
  const { t } = useTranslation('simulator')
  const struck = on.reduce((sum, fault) => sum + fault.struck, 0)
  const isOnce = on.length > 0 && on.every((fault) => fault.count !== null)
  const id = `fault-${one.name}`
  return (
    <li className="flex items-start gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p id={id} className="flex flex-wrap items-center gap-1.5 text-sm font-medium">
          {t(`faults.${one.name}.title`)}
          {on.length > 0 && <Badge tone="wait">{isOnce ? t('faults.once') : t('faults.struck', { count: struck })}</Badge>}
        </p>
        <p id={`${id}-text`} className="text-xs text-ink-2">
          {t(`faults.${one.name}.text`)}
        </p>
        {on.length === 0 && (
          <Button variant="link" size="inline" className="mt-1 text-xs" aria-label={`${t('faults.doOnce')}: ${t(`faults.${one.name}.title`)}`} onClick={onOnce}>
            {t('faults.doOnce')}
          </Button>
        )}
      </div>
      <Switch aria-labelledby={id} aria-describedby={`${id}-text`} checked={on.length > 0} onCheckedChange={onSwitch} />
    </li>
  )
}
