import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, use, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Input } from '@/ui/input'
import { MayChange } from './frame'

type Props = { label: string; hint: string; error?: string; placeholder: string; values: string[]; most: number; suggestions?: readonly string[]; onChange: (values: string[]) => void }

/** Short things in a list: typed, Enter, the next one. */
export function WordList({ label, hint, error, placeholder, values, most, suggestions = [], onChange }: Props) {
  const { t } = useTranslation('settings')
  const id = useId()
  const mayChange = use(MayChange)
  const [typed, setTyped] = useState('')
  const has = (value: string) => values.some((one) => one.toLocaleLowerCase() === value.toLocaleLowerCase())
  const add = (text: string) => {
    const fresh = text.split(/[,;\n]/).map((part) => part.trim()).filter((part, index, all) => part && !has(part) && all.indexOf(part) === index)
    if (fresh.length > 0) onChange([...values, ...fresh].slice(0, most))
    setTyped('')
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault()
      add(typed)
    } else if (event.key === 'Backspace' && typed === '' && values.length > 0) onChange(values.slice(0, -1))
  }
  const left = suggestions.filter((one) => !has(one))
  if (!mayChange)
    return (
      <div className="flex flex-col gap-1.5">
        <p id={id} className="text-sm font-medium">
          {label}
        </p>
        {values.length > 0 ? (
          <ul aria-labelledby={id} className="flex flex-wrap gap-1.5">
            {values.map((value) => (
              <li key={value} className="rounded-full bg-accent-soft px-2.5 py-0.5 text-sm text-accent-text">
                {value}
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-sm text-ink-2">{t('form.none')}</p>
        )}
      </div>
    )
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {values.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {values.map((value) => (
            <li key={value} className="flex items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-2.5 text-sm text-accent-text">
              {value}
              <button type="button" aria-label={t('form.removeNamed', { name: value })} className="rounded-full p-0.5 hover:bg-ink/10 touch:p-2" onClick={() => onChange(values.filter((one) => one !== value))}>
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-2">
        <Input
          id={id}
          value={typed}
          maxLength={120}
          placeholder={placeholder}
          aria-describedby={`${id}-hint`}
          aria-invalid={error ? true : undefined}
          disabled={values.length >= most}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKey}
          onBlur={() => typed.trim() && add(typed)}
        />
        <Button className="h-9 touch:h-11" disabled={!typed.trim()} onClick={() => add(typed)}>
          <Plus aria-hidden />
          {t('form.add')}
        </Button>
      </div>
      <p id={`${id}-hint`} className={error ? 'text-xs font-medium text-danger' : 'text-xs text-ink-3'} role={error ? 'alert' : undefined}>
        {error ?? hint}
      </p>
      {left.length > 0 && (
        <p className="flex flex-wrap gap-1.5">
          {left.map((one) => (
            <Button key={one} size="sm" onClick={() => add(one)}>
              <Plus aria-hidden />
              {one}
            </Button>
          ))}
        </p>
      )}
    </div>
  )
}
