import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Textarea } from '@/ui/input'

export type Place = 'saudacao' | 'nome' | 'negocio' | 'bot' | 'unidade' | 'quando'
type Words = (place: string) => { title: string; text: string }
type Common = { label: string; hint: string; error?: string; value: string; most: number; rows?: number; onChange: (value: string) => void }
/** `words` says what each place is called; the bot's own are known here. */
type Props = Common & ({ places: Place[]; words?: undefined } | { places: string[]; words: Words })

/** A text in which words are filled in; the chips put them where the cursor is. */
export function PlaceholderText({ label, hint, error, value, most, rows = 3, places, words, onChange }: Props) {
  const { t } = useTranslation('settings')
  const box = useRef<HTMLTextAreaElement>(null)
  const named: Words = words ?? ((place) => ({ title: t(`bot.places.${place as Place}.title`), text: t(`bot.places.${place as Place}.text`) }))
  const insert = (place: string) => {
    const word = `{{${place}}}`
    const from = box.current?.selectionStart ?? value.length
    const to = box.current?.selectionEnd ?? value.length
    onChange((value.slice(0, from) + word + value.slice(to)).slice(0, most))
    setTimeout(() => {
      box.current?.focus()
      box.current?.setSelectionRange(from + word.length, from + word.length)
    })
  }
  return (
    <div>
      <Field label={label} hint={`${hint} ${t('form.left', { count: most - value.length })}`} error={error}>
        <Textarea ref={box} rows={rows} className={rows === 1 ? 'min-h-9' : undefined} maxLength={most} value={value} onChange={(event) => onChange(event.target.value)} />
      </Field>
      <div role="group" aria-label={t('bot.insertInto', { field: label })} className="mt-1.5 flex flex-wrap gap-1.5">
        {places.map((place) => (
          <Button key={place} size="sm" title={named(place).text} onClick={() => insert(place)}>
            {named(place).title}
          </Button>
        ))}
      </div>
    </div>
  )
}
