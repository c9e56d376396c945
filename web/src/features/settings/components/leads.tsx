import { Plus, Trash2 } from 'lucide-react'
import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Input, Select } from '@/ui/input'
import { MOST_LEADS, type Unit, isLead, spelled, units } from '../rules/reminders'
import { MayChange } from './frame'

type Row = { id: number; amount: string; unit: Unit }
type Props = { label: string; error?: string; leads: number[]; onChange: (leads: number[]) => void }

/** How long before the start, one line each. What is no time yet is kept on the screen, and is NaN to whoever saves. */
export function Leads({ label, error, leads, onChange }: Props) {
  const { t } = useTranslation('reminders')
  const mayChange = use(MayChange)
  const [rows, setRows] = useState<Row[]>(() => leads.map((lead, id) => ({ id, amount: String(spelled(lead).amount), unit: spelled(lead).unit })))
  const minutes = ({ amount, unit }: Row) => (/^\d{1,5}$/.test(amount.trim()) ? Number(amount) * units[unit] : NaN)
  const show = (next: Row[]) => {
    setRows(next)
    onChange(next.map(minutes))
  }
  const change = (id: number, changes: Partial<Row>) => show(rows.map((row) => (row.id === id ? { ...row, ...changes } : row)))
  const wrong = rows.some((row) => !isLead(minutes(row))) ? t('between') : new Set(rows.map(minutes)).size < rows.length ? t('twice') : error
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-2">
      {rows.length === 0 && <p className="text-sm text-ink-2">{t('none')}</p>}
      {rows.map((row) => (
        <div key={row.id} className="flex items-center gap-2">
          <Input className="w-20" inputMode="numeric" aria-label={t('amount')} aria-invalid={!isLead(minutes(row))} value={row.amount} onChange={(event) => change(row.id, { amount: event.target.value })} />
          <Select className="w-32" aria-label={t('unit')} value={row.unit} onChange={(event) => change(row.id, { unit: event.target.value as Unit })}>
            {(Object.keys(units) as Unit[]).map((unit) => (
              <option key={unit} value={unit}>
                {t(`units.${unit}`)}
              </option>
            ))}
          </Select>
          {mayChange && (
            <Button variant="ghost" size="icon" aria-label={t('remove')} onClick={() => show(rows.filter(({ id }) => id !== row.id))}>
              <Trash2 aria-hidden className="size-4" />
            </Button>
          )}
        </div>
      ))}
      {wrong && (
        <p role="alert" className="text-sm text-danger">
          {wrong}
        </p>
      )}
      {mayChange && rows.length < MOST_LEADS && (
        <div>
          <Button size="sm" onClick={() => show([...rows, { id: Math.max(-1, ...rows.map(({ id }) => id)) + 1, amount: '', unit: 'hours' }])}>
            <Plus aria-hidden className="size-4" />
            {t('add')}
          </Button>
        </div>
      )}
    </div>
  )
}
