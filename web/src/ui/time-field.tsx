import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { maskTime, readTime, writeTime } from '@/lib/typed'
import { cn } from './class-names'
import { Input } from './input'
import { Refusal } from './refusal'
import { type Writing, useTyping } from './use-typing'

type Props = {
  /** `14:05`, with or without seconds; empty is none. */
  value: string
  onChange: (time: string) => void
  required?: boolean
  disabled?: boolean
  className?: string
  id?: string
  'aria-label'?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string
}

const writing: Writing = { write: writeTime, read: readTime, mask: maskTime }
const none = () => null

/** A time of day, 24 hours, typed or pasted. Whoever uses it is told `14:05`, or '' when what stands there is none: then it says so
 * itself. */
export function TimeField({ value, onChange, className, ...rest }: Props) {
  const { t } = useTranslation('shell')
  const own = useId()
  const { refused, input } = useTyping(writing, value, onChange, none)
  const isRefused = refused !== null
  return (
    <div className={cn('relative min-w-0', className)}>
      <Input
        {...rest}
        {...input}
        className="tabular-nums"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('field.timePattern')}
        aria-invalid={isRefused ? true : rest['aria-invalid']}
        aria-describedby={[rest['aria-describedby'], isRefused && own].filter(Boolean).join(' ') || undefined}
      />
      {isRefused && <Refusal id={own}>{t('field.noTime')}</Refusal>}
    </div>
  )
}
