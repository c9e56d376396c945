import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BookableService, BookingResource } from '@/client/types'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'

/** A service with whom; empty words are not chosen yet, or anybody. */
export type ChosenPart = { service: string; professional: string }

type Props = {
  parts: readonly ChosenPart[]
  services: readonly BookableService[]
  professionals: readonly BookingResource[]
  /** Which of them has no service and should. */
  missing: number | null
  onChange: (parts: ChosenPart[]) => void
}

const most = 6 // services of one visit

export const takesProfessional = (services: readonly BookableService[], service: string) => services.find(({ service_id }) => service_id === service)?.needs_professional !== false

/** Which service with whom; and which others right after it, one visit. */
export function PartsFields({ parts, services, professionals, missing, onChange }: Props) {
  const { t } = useTranslation('bookings')
  const doing = (service: string) => services.find(({ service_id }) => service_id === service)?.professional_ids
  const set = (n: number, change: Partial<ChosenPart>) => onChange(parts.map((one, at) => (at === n ? { ...one, ...change } : one)))
  const choose = (n: number, service: string) => set(n, { service, professional: doing(service)?.includes(parts[n]?.professional ?? '') ? parts[n]?.professional : '' })
  return (
    <>
      {parts.map(({ service, professional }, n) => {
        const label = (word: string) => (n === 0 ? word : t('parts.nth', { word, n: n + 1 }))
        const able = professionals.filter(({ id }) => !service || doing(service)?.includes(id))
        return (
          <div key={n} className={n === 0 ? 'contents' : 'flex flex-col gap-3 rounded-lg border p-3'}>
            <div className={n === 0 ? 'contents' : 'flex items-end gap-2'}>
              <Field label={label(t('service'))} error={missing === n && t('book.needsService')} className="min-w-0 flex-1">
                <Select autoFocus={n === parts.length - 1} value={service} onChange={(event) => choose(n, event.target.value)}>
                  <option value="" disabled>
                    {t('book.chooseService')}
                  </option>
                  {services.map((one) => (
                    <option key={one.service_id} value={one.service_id}>
                      {t('book.service', { name: one.name, minutes: one.duration })}
                    </option>
                  ))}
                </Select>
              </Field>
              {n > 0 && (
                <Button size="icon" variant="ghost" aria-label={t('parts.remove', { n: n + 1 })} onClick={() => onChange(parts.filter((_, at) => at !== n))}>
                  <X aria-hidden />
                </Button>
              )}
            </div>
            {takesProfessional(services, service) && (
              <Field label={label(t('professional'))}>
                <Select value={professional} onChange={(event) => set(n, { professional: event.target.value })}>
                  <option value="">{t('book.anybody')}</option>
                  {able.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.name}
                    </option>
                  ))}
                </Select>
              </Field>
            )}
          </div>
        )
      })}
      {parts[0]?.service && parts.length < most && (
        <Button size="sm" className="self-start" onClick={() => onChange([...parts, { service: '', professional: '' }])}>
          <Plus aria-hidden />
          {t('parts.add')}
        </Button>
      )}
    </>
  )
}
