import { CalendarDays } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lacksYear, maskDate, readDate, writeDate } from '@/lib/typed'
import { Calendar } from './calendar'
import { cn } from './class-names'
import { Input } from './input'
import { Popover } from './popover'
import { Refusal } from './refusal'
import { type Writing, useTyping } from './use-typing'

type Props = {
  /** `2026-11-21`; empty is none. */
  value: string
  onChange: (day: string) => void
  min?: string
  max?: string
  required?: boolean
  disabled?: boolean
  className?: string
  id?: string
  'aria-label'?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string
}

const writing: Writing = { write: writeDate, read: readDate, mask: maskDate }

/** A day, typed or pasted as dd/mm/yyyy or chosen from a calendar, in the app's language whatever the browser's is. Whoever uses it is
 * told a day that is within bounds, or '' when what stands there is none: then it says so itself. */
export function DateField({ value, onChange, min, max, required, disabled, className, id, ...aria }: Props) {
  const { t } = useTranslation('shell')
  const own = useId()
  const [isOpen, setOpen] = useState(false)
  const refusal = (day: string) => (min && day < min ? t('field.early', { day: writeDate(min) }) : max && day > max ? t('field.late', { day: writeDate(max) }) : null)
  const { refused, choose, input } = useTyping(writing, value, onChange, refusal)
  const problem = refused === null ? null : (refused && refusal(refused)) || t(lacksYear(input.value) ? 'field.noYear' : 'field.noDate')
  return (
    <div className={cn('relative min-w-0', className)}>
      <div className="relative">
        <Input
          {...aria}
          {...input}
          id={id}
          className="pr-9 tabular-nums"
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('field.datePattern')}
          required={required}
          disabled={disabled}
          aria-invalid={problem ? true : aria['aria-invalid']}
          aria-describedby={[aria['aria-describedby'], problem && own].filter(Boolean).join(' ') || undefined}
        />
        <Popover
          label={t('field.month')}
          className="w-68 touch:w-84"
          open={isOpen}
          onOpenChange={setOpen}
          onOpenAutoFocus={(event) => {
            event.preventDefault() // the day, not the arrow before it
            ;(event.target as HTMLElement).querySelector<HTMLElement>('td [tabindex="0"]')?.focus()
          }}
          trigger={
            <button type="button" disabled={disabled} aria-label={t('field.calendar')} aria-describedby={id && `${id}-label`} title={t('field.calendar')} className="absolute inset-y-px right-px grid w-8 place-items-center rounded-md text-ink-2 hover:text-ink disabled:opacity-60 touch:w-10">
              <CalendarDays aria-hidden className="size-4" />
            </button>
          }
        >
          <Calendar
            value={value}
            min={min}
            max={max}
            onChoose={(day) => {
              choose(day)
              setOpen(false)
            }}
          />
        </Popover>
      </div>
      {problem && <Refusal id={own}>{problem}</Refusal>}
    </div>
  )
}
