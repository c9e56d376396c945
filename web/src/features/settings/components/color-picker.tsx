import { Check } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { visible } from '@/lib/colors'
import { palette } from '../rules/colors'

type Props = { value: string | null; hint?: string; error?: string; onChange: (color: string) => void }

/** One of ten colours, each with its name; one that a program gave stands beside them. */
export function ColorPicker({ value, hint, error, onChange }: Props) {
  const { t } = useTranslation('bookings')
  const id = useId()
  const isOther = value !== null && !palette.some((one) => one.value === value)
  const offered = [...palette.map((one) => ({ value: one.value as string, label: t(`setup.colors.${one.name}`) })), ...(isOther ? [{ value, label: t('setup.colors.other') }] : [])]
  return (
    <fieldset aria-describedby={`${id}-hint`} className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t('setup.color')}</legend>
      <div className="flex flex-wrap gap-1.5">
        {offered.map((one) => (
          <label key={one.value} title={one.label} className="relative grid size-8 cursor-pointer place-items-center rounded-full border-2 border-transparent has-checked:border-ink has-focus-visible:outline-2 has-focus-visible:outline-accent touch:size-11">
            <input type="radio" name={id} className="sr-only" aria-label={one.label} checked={one.value === value} onChange={() => onChange(one.value)} />
            <span aria-hidden className="grid size-6 place-items-center rounded-full text-white touch:size-8" style={{ background: visible(one.value) }}>
              {one.value === value && <Check className="size-4" />}
            </span>
          </label>
        ))}
      </div>
      <p id={`${id}-hint`} className="mt-1.5 text-xs text-ink-3">
        {[t('setup.colorHint'), hint].filter(Boolean).join(' ')}
      </p>
      {error && (
        <p role="alert" className="mt-1 text-xs font-medium text-danger">
          {error}
        </p>
      )}
    </fieldset>
  )
}
