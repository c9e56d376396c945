import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ReminderSettings } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { connectionsQuery } from '../api'
import { templatesQuery } from '../reminders'
import { slotsOf, suggested } from '../rules/reminders'
import type { Connection } from '../wire'
import { PlaceholderText } from './placeholder-text'

type Kept = ReminderSettings['templates']
type Props = {
  /** What a value may ask for; of these `buttons` are for buttons only. */
  places: string[]
  buttons?: readonly string[]
  /** What becomes of it where no template is chosen. */
  none?: 'noTemplate' | 'noTemplateNext' | 'noTemplateSilent'
  /** The field of the settings that this is. */
  field?: string
  templates: Kept
  hasTried: boolean
  problemAt: (field: string) => string | undefined
  onChange: (templates: Kept) => void
}

const answers = ['confirmar', 'remarcar', 'cancelar'] as const

/** Which template each number uses for people whose window is closed, and what its values are. */
export function ReminderTemplates({ templates, ...more }: Props) {
  const { t } = useTranslation('reminders')
  const { tenant } = useSession()
  const numbers = useQuery(connectionsQuery(tenant.id)).data?.items
  if (numbers?.length === 0) return <p className="text-sm text-ink-2">{t('noNumbers')}</p>
  return numbers?.map((number) => <OfNumber key={number.id} number={number} templates={templates} {...more} />)
}

function OfNumber({ number, places, buttons = answers, none = 'noTemplate', field = 'templates', templates, hasTried, problemAt, onChange }: Props & { number: Connection }) {
  const { t } = useTranslation('reminders')
  const { tenant } = useSession()
  const known = useQuery(templatesQuery(tenant.id, number.id)).data
  const kept = templates.find((one) => one.connection_id === number.id)
  const place = templates.findIndex((one) => one.connection_id === number.id)
  const others = templates.filter((one) => one.connection_id !== number.id)
  const idOf = ({ name, language }: { name: string; language: string }) => `${name} ${language.replace('-', '_')}`
  const used = kept && known?.find((one) => idOf(one) === idOf(kept))
  const slots = used ? slotsOf(used) : []
  const choose = (id: string) => {
    const chosen = known?.find((one) => idOf(one) === id)
    onChange(chosen ? [...others, { connection_id: number.id, name: chosen.name, language: chosen.language, values: suggested(chosen, places) }] : others)
  }
  return (
    <div className="flex flex-col gap-3">
      <Field
        label={t('template', { name: number.name })}
        hint={known?.length === 0 ? t('noTemplates') : undefined}
        error={kept && known && !used ? t('gone', { name: kept.name }) : problemAt(`${field}.${place}`)}
      >
        <Select value={used ? idOf(used) : ''} onChange={(event) => choose(event.target.value)}>
          <option value="">{t(none)}</option>
          {known?.map((one) => (
            <option key={one.id} value={idOf(one)}>
              {one.name} ({one.language})
            </option>
          ))}
        </Select>
      </Field>
      {kept &&
        slots.map((slot) => {
          const value = kept.values[slot.key] ?? ''
          const write = (typed: string) => onChange([...others, { ...kept, values: { ...kept.values, [slot.key]: typed } }])
          if (slot.part === 'button')
            return (
              <Field key={slot.key} label={t('slot.button', { no: slot.no })}>
                <Select className="max-w-xs" value={buttons.find((one) => value === `{{${one}}}`) ?? ''} onChange={(event) => write(event.target.value && `{{${event.target.value}}}`)}>
                  <option value="">{t('plain')}</option>
                  {buttons.map((one) => (
                    <option key={one} value={one}>
                      {t(`places.${one as 'nome'}.text`)}
                    </option>
                  ))}
                </Select>
              </Field>
            )
          return (
            <PlaceholderText
              key={slot.key}
              label={t(`slot.${slot.part}`, { no: slot.name ?? slot.no })}
              hint={slot.example ? t('slotHint', { example: slot.example }) : ''}
              error={hasTried && slot.isNeeded && !value.trim() ? t('filled') : undefined}
              rows={1}
              value={value}
              most={300}
              places={places.filter((one) => !buttons.some((button) => button === one))}
              words={(one) => ({ title: t(`places.${one as 'nome'}.title`), text: t(`places.${one as 'nome'}.text`) })}
              onChange={write}
            />
          )
        })}
    </div>
  )
}
