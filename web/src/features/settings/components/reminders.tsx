import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { use } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReminderSettings } from '@/client/types'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { TimeField } from '@/ui/time-field'
import { bookablesQuery } from '../bookings'
import { remindersQuery, useWriteReminders } from '../reminders'
import { isLead, isQuiet } from '../rules/reminders'
import { Loaded, MayChange, Screen, Section } from './frame'
import { Leads } from './leads'
import { OfferTemplates } from './offer-templates'
import { PlaceholderText } from './placeholder-text'
import { ReminderTemplates } from './reminder-templates'
import { type Draft, OnOff, SettingsForm } from './settings-form'

/** Whether, when and in which words people are reminded of their appointments. */
export function Reminders() {
  const { t } = useTranslation(['reminders', 'settings'])
  const { tenant } = useSession()
  const query = useQuery(remindersQuery(tenant.id))
  return (
    <Screen section="reminders" title={t('settings:nav.reminders')} lead={t('reminders:lead')}>
      <Loaded query={query}>{(kept) => <ReminderForm kept={kept} />}</Loaded>
    </Screen>
  )
}

const areSound = (leads: number[]) => leads.every(isLead) && new Set(leads).size === leads.length
const isQuietSound = ({ quiet_since, quiet_until }: ReminderSettings) => quiet_since === null || isQuiet(quiet_since, quiet_until ?? '')
const isSound = (value: ReminderSettings) => isQuietSound(value) && areSound(value.leads) && value.services.every(({ leads }) => areSound(leads))

function ReminderForm({ kept }: { kept: ReminderSettings }) {
  const { t } = useTranslation(['reminders', 'settings'])
  const write = useWriteReminders()
  return (
    <SettingsForm section="reminders" kept={kept} write={write} wrongIn={(value) => (isSound(value) ? null : t('settings:problems.marked'))} saved={t('reminders:saved')}>
      {(draft) => <ReminderFields kept={kept} {...draft} />}
    </SettingsForm>
  )
}

function ReminderFields({ kept, value, set, hasTried, problemAt }: Draft<ReminderSettings> & { kept: ReminderSettings }) {
  const { t } = useTranslation(['reminders', 'settings'])
  const { tenant } = useSession()
  const mayChange = use(MayChange)
  const services = useQuery(bookablesQuery(tenant.id)).data ?? []
  const nameOf = (id: string) => services.find(({ service_id }) => service_id === id)?.name ?? ''
  const left = services.filter(({ service_id }) => !value.services.some((one) => one.service_id === service_id))
  const hasQuiet = value.quiet_since !== null
  return (
    <>
      <OnOff title={t(value.is_on ? 'reminders:on' : 'reminders:off')} text={t(value.is_on ? 'reminders:onText' : 'reminders:offText')} isOn={value.is_on} onChange={(is_on) => set({ is_on })} />
      <Section title={t('reminders:when')} lead={t('reminders:whenLead')}>
        <Leads label={t('reminders:before')} error={problemAt('leads')} leads={value.leads} onChange={(leads) => set({ leads })} />
        <p className="text-xs text-ink-2">{t('reminders:dayHint')}</p>
      </Section>
      {(left.length > 0 || value.services.length > 0) && (
        <Section title={t('reminders:services')} lead={t('reminders:servicesLead')}>
          {value.services.map(({ service_id, leads }) => (
            <div key={service_id} className="rounded-lg border p-3">
              <div className="mb-2 flex items-center justify-between gap-2">
                <p className="font-medium">{nameOf(service_id)}</p>
                {mayChange && (
                  <Button variant="ghost" size="icon" aria-label={`${t('reminders:remove')}: ${nameOf(service_id)}`} onClick={() => set({ services: value.services.filter((one) => one.service_id !== service_id) })}>
                    <Trash2 aria-hidden className="size-4" />
                  </Button>
                )}
              </div>
              <Leads
               
                label={`${t('reminders:before')}: ${nameOf(service_id)}`}
                leads={leads}
                onChange={(changed) => set({ services: value.services.map((one) => (one.service_id === service_id ? { ...one, leads: changed } : one)) })}
              />
            </div>
          ))}
          {mayChange && left.length > 0 && (
            <Field label={t('reminders:addServiceLabel')} error={problemAt('services')}>
              <Select value="" onChange={(event) => set({ services: [...value.services, { service_id: event.target.value, leads: value.leads.filter(isLead) }] })}>
                <option value="">{t('reminders:addService')}</option>
                {left.map(({ service_id, name }) => (
                  <option key={service_id} value={service_id}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
          )}
        </Section>
      )}
      <Section title={t('reminders:quiet')} lead={t('reminders:quietLead')}>
        <Checkbox label={t('reminders:hasQuiet')} checked={hasQuiet} onChange={(event) => set(event.target.checked ? { quiet_since: '21:00:00', quiet_until: '08:00:00' } : { quiet_since: null, quiet_until: null })} />
        {hasQuiet && (
          <div className="grid max-w-sm grid-cols-2 gap-4">
            <Field label={t('reminders:since')} error={isQuietSound(value) ? problemAt('quiet_since') : t('reminders:quietWrong')}>
              <TimeField value={value.quiet_since ?? ''} onChange={(quiet_since) => set({ quiet_since })} />
            </Field>
            <Field label={t('reminders:until')} error={problemAt('quiet_until')}>
              <TimeField value={value.quiet_until ?? ''} onChange={(quiet_until) => set({ quiet_until })} />
            </Field>
          </div>
        )}
      </Section>
      <Section title={t('reminders:words')} lead={t('reminders:wordsLead')}>
        <Field label={t('reminders:language')} error={problemAt('language')}>
          <Select className="max-w-xs" value={value.language} onChange={(event) => set({ language: event.target.value as ReminderSettings['language'] })}>
            {(['pt-BR', 'en'] as const).map((one) => (
              <option key={one} value={one}>
                {t(`reminders:languages.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <PlaceholderText
          label={t('reminders:text')}
          hint={t('reminders:textHint')}
          error={problemAt('text')}
          value={value.text}
          most={900}
          places={value.places.filter((one) => !['confirmar', 'remarcar', 'cancelar'].includes(one))}
          words={(one) => ({ title: t(`reminders:places.${one as 'nome'}.title`), text: t(`reminders:places.${one as 'nome'}.text`) })}
          onChange={(text) => set({ text })}
        />
        {!value.text && value.language === kept.language && <p className="text-sm text-ink-2">{t('reminders:usual', { text: kept.usual_text, interpolation: { skipOnVariables: true } })}</p>}
        <Checkbox label={t('reminders:buttons')} hint={t('reminders:buttonsHint')} checked={value.has_buttons} onChange={(event) => set({ has_buttons: event.target.checked })} />
      </Section>
      <Section title={t('reminders:templates')} lead={t('reminders:templatesLead')}>
        <ReminderTemplates places={value.places} templates={value.templates} hasTried={hasTried} problemAt={problemAt} onChange={(templates) => set({ templates })} />
      </Section>
      <OfferTemplates value={value} hasTried={hasTried} problemAt={problemAt} onChange={(offer_templates) => set({ offer_templates })} />
    </>
  )
}
