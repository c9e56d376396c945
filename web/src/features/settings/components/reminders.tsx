import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReminderSettings } from '@/client/types'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { Switch } from '@/ui/switch'
import { toast } from '@/ui/toast'
import { bookablesQuery } from '../bookings'
import { useDraft } from '../draft'
import { useProblems } from '../problems'
import { remindersQuery, useWriteReminders } from '../reminders'
import { isLead, isQuiet } from '../rules/reminders'
import { Changeable, Loaded, Screen, Section, useMayChange } from './frame'
import { Leads } from './leads'
import { OfferTemplates } from './offer-templates'
import { PlaceholderText } from './placeholder-text'
import { ReminderTemplates } from './reminder-templates'
import { SaveBar } from './save-bar'

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

function ReminderForm({ kept }: { kept: ReminderSettings }) {
  const { t } = useTranslation(['reminders', 'settings'])
  const { tenant } = useSession()
  const mayChange = useMayChange('reminders')
  const services = useQuery(bookablesQuery(tenant.id)).data ?? []
  const write = useWriteReminders()
  const problems = useProblems(write.error)
  const { value, set, isDirty, discard } = useDraft(kept)
  const [hasTried, setTried] = useState(false)
  const [round, setRound] = useState(0) // what was typed is forgotten with what it was typed into
  const hasQuiet = value.quiet_since !== null
  const isQuietSound = !hasQuiet || isQuiet(value.quiet_since ?? '', value.quiet_until ?? '')
  const isSound = isQuietSound && areSound(value.leads) && value.services.every(({ leads }) => areSound(leads))
  const nameOf = (id: string) => services.find(({ service_id }) => service_id === id)?.name ?? ''
  const left = services.filter(({ service_id }) => !value.services.some((one) => one.service_id === service_id))

  const save = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isSound) return
    write.mutate(value, {
      onSuccess: () => {
        discard()
        setTried(false)
        toast(t('reminders:saved'))
      },
    })
  }

  return (
    <form noValidate onSubmit={save} className="min-w-0">
      <Changeable mayChange={mayChange}>
        <div className="mb-6 flex items-start gap-4 rounded-xl border bg-surface p-4">
          <div className="min-w-0 flex-1">
            <p id="reminders-on" className="font-medium">
              {t(value.is_on ? 'reminders:on' : 'reminders:off')}
            </p>
            <p id="reminders-on-text" className="text-sm text-ink-2">
              {t(value.is_on ? 'reminders:onText' : 'reminders:offText')}
            </p>
          </div>
          <Switch aria-labelledby="reminders-on" aria-describedby="reminders-on-text" checked={value.is_on} onCheckedChange={(is_on) => set({ is_on })} />
        </div>
        <Section title={t('reminders:when')} lead={t('reminders:whenLead')}>
          <Leads key={round} label={t('reminders:before')} error={problems.at('leads')} leads={value.leads} onChange={(leads) => set({ leads })} />
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
                  key={round}
                  label={`${t('reminders:before')}: ${nameOf(service_id)}`}
                  leads={leads}
                  onChange={(changed) => set({ services: value.services.map((one) => (one.service_id === service_id ? { ...one, leads: changed } : one)) })}
                />
              </div>
            ))}
            {mayChange && left.length > 0 && (
              <Field label={t('reminders:addServiceLabel')} error={problems.at('services')}>
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
              <Field label={t('reminders:since')} error={isQuietSound ? problems.at('quiet_since') : t('reminders:quietWrong')}>
                <Input type="time" value={(value.quiet_since ?? '').slice(0, 5)} onChange={(event) => set({ quiet_since: event.target.value })} />
              </Field>
              <Field label={t('reminders:until')} error={problems.at('quiet_until')}>
                <Input type="time" value={(value.quiet_until ?? '').slice(0, 5)} onChange={(event) => set({ quiet_until: event.target.value })} />
              </Field>
            </div>
          )}
        </Section>
        <Section title={t('reminders:words')} lead={t('reminders:wordsLead')}>
          <Field label={t('reminders:language')} error={problems.at('language')}>
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
            error={problems.at('text')}
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
          <ReminderTemplates places={value.places} templates={value.templates} hasTried={hasTried} problemAt={problems.at} onChange={(templates) => set({ templates })} />
        </Section>
        <OfferTemplates value={value} hasTried={hasTried} problemAt={problems.at} onChange={(offer_templates) => set({ offer_templates })} />
        <SaveBar
          isDirty={isDirty}
          isBusy={write.isPending}
          problem={problems.text ?? (hasTried && !isSound ? t('settings:problems.marked') : null)}
          onDiscard={() => {
            discard()
            write.reset()
            setTried(false)
            setRound(round + 1)
          }}
        />
      </Changeable>
    </form>
  )
}
