import { Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BookingResource } from '@/client/types'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'

type Need = { resource_ids: string[] }
type Props = { things: readonly BookingResource[]; needs: readonly Need[]; onChange: (needs: Need[]) => void; problem: string | undefined }

/** What a service takes beside its professional: one of each group. A thing stands in one group only. */
export function Needs({ things, needs, onChange, problem }: Props) {
  const { t } = useTranslation(['bookings', 'settings'])
  const set = (n: number, resource_ids: string[]) => onChange(needs.map((need, m) => (m === n ? { resource_ids } : need)))
  const isElsewhere = (id: string, n: number) => needs.some(({ resource_ids }, m) => m !== n && resource_ids.includes(id))
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{t('setup.needs')}</legend>
      <p className="text-xs text-ink-3">{t('setup.needsHint')}</p>
      {needs.map(({ resource_ids }, n) => (
        <fieldset key={n} className="flex items-start gap-2 rounded-lg border px-3 py-1.5">
          <legend className="sr-only">{t('setup.oneOf', { n: n + 1 })}</legend>
          <div className="grid flex-1 gap-x-4 sm:grid-cols-2">
            {things.map(({ id, name }) => (
              <Checkbox key={id} label={name} disabled={isElsewhere(id, n)} checked={resource_ids.includes(id)} onChange={(event) => set(n, event.target.checked ? [...resource_ids, id] : resource_ids.filter((one) => one !== id))} />
            ))}
          </div>
          <Button variant="ghost" size="icon-sm" aria-label={t('setup.oneOfRemove', { n: n + 1 })} onClick={() => onChange(needs.filter((_, m) => m !== n))}>
            <Trash2 aria-hidden />
          </Button>
        </fieldset>
      ))}
      {needs.length < Math.min(8, things.length) && (
        <div>
          <Button size="sm" onClick={() => onChange([...needs, { resource_ids: [] }])}>
            <Plus aria-hidden />
            {t(needs.length === 0 ? 'setup.needsAdd' : 'setup.needsMore')}
          </Button>
        </div>
      )}
      {problem && (
        <p role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
