import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { botQuery, useWrite } from '../api'
import { LONGEST_TEXT, menuProblem } from '../rules/menu'
import type { BotSettings } from '../wire'
import { BotPreview } from './bot-preview'
import { Loaded, Screen, Section } from './frame'
import { MenuEditor } from './menu-editor'
import { PlaceholderText } from './placeholder-text'
import { type Draft, OnOff, SettingsForm } from './settings-form'

/** How the bot speaks and when it calls a person. */
export function Bot() {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const bot = useQuery(botQuery(tenant.id))
  return (
    <Screen section="bot" title={t('nav.bot')} lead={t('bot.lead')}>
      <Loaded query={bot}>{(kept) => <BotForm kept={kept} />}</Loaded>
    </Screen>
  )
}

const isWhole = (minutes: number | null) => minutes === null || (Number.isInteger(minutes) && minutes >= 1 && minutes <= 10080)
const minutes = (typed: string) => (typed.trim() === '' ? null : Number(typed))
const isSound = ({ menu, handoff }: BotSettings) => menu.every((item) => menuProblem(item) === null) && isWhole(handoff.return_after_minutes) && isWhole(handoff.unclaimed_alert_minutes)

function BotForm({ kept }: { kept: BotSettings }) {
  const { t } = useTranslation('settings')
  const write = useWrite<BotSettings>('bot')
  return (
    <SettingsForm section="bot" kept={kept} write={write} wrongIn={(value) => (isSound(value) ? null : t('problems.marked'))} saved={t('form.savedNextTurn')} aside={(value) => <BotPreview settings={value} />}>
      {(draft) => <BotFields {...draft} />}
    </SettingsForm>
  )
}

function BotFields({ value, set, hasTried, problemAt }: Draft<BotSettings>) {
  const { t } = useTranslation('settings')
  const { handoff } = value
  const setHandoff = (changes: Partial<BotSettings['handoff']>) => set({ handoff: { ...handoff, ...changes } })
  return (
    <>
      <OnOff title={t(value.is_on ? 'bot.on' : 'bot.off')} text={t(value.is_on ? 'bot.onText' : 'bot.offText')} isOn={value.is_on} onChange={(is_on) => set({ is_on })} />
      <Section title={t('bot.voice')} lead={t('bot.voiceLead')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('bot.name')} hint={t('bot.nameHint')} error={problemAt('tone_name')}>
            <Input value={value.tone_name} maxLength={60} onChange={(event) => set({ tone_name: event.target.value })} />
          </Field>
          <Field label={t('bot.language')} hint={t('bot.languageHint')} error={problemAt('language')}>
            <Select value={value.language} onChange={(event) => set({ language: event.target.value as BotSettings['language'] })}>
              {(['auto', 'pt-BR', 'en'] as const).map((one) => (
                <option key={one} value={one}>
                  {t(`bot.languages.${one}`)}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <PlaceholderText
          label={t('bot.welcome')}
          hint={t('bot.welcomeHint')}
          error={problemAt('welcome')}
          value={value.welcome}
          most={LONGEST_TEXT}
          places={['saudacao', 'nome', 'negocio', 'bot', 'unidade']}
          onChange={(welcome) => set({ welcome })}
        />
      </Section>
      <Section title={t('bot.menu')} lead={t('bot.menuLead')}>
        <MenuEditor menu={value.menu} hasTried={hasTried} problemAt={problemAt} onChange={(menu) => set({ menu })} />
      </Section>
      <Section title={t('bot.unknown')} lead={t('bot.unknownLead')}>
        <PlaceholderText
          label={t('bot.fallback')}
          hint={t('bot.ownWords')}
          error={problemAt('fallback_text')}
          value={value.fallback_text}
          most={LONGEST_TEXT}
          places={['nome', 'negocio']}
          onChange={(fallback_text) => set({ fallback_text })}
        />
        <Field label={t('bot.afterUnknown')} error={problemAt('handoff.on_unknown_after')}>
          <Select value={handoff.on_unknown_after} onChange={(event) => setHandoff({ on_unknown_after: Number(event.target.value) })}>
            {[1, 2, 3, 4, 5].map((count) => (
              <option key={count} value={count}>
                {t('bot.afterCount', { count })}
              </option>
            ))}
          </Select>
        </Field>
      </Section>
      <Section title={t('bot.handoff')} lead={t('bot.handoffLead')}>
        <PlaceholderText
          label={t('bot.duringHours')}
          hint={t('bot.ownWords')}
          error={problemAt('handoff.during_hours_text')}
          value={handoff.during_hours_text}
          most={LONGEST_TEXT}
          places={['nome', 'negocio']}
          onChange={(during_hours_text) => setHandoff({ during_hours_text })}
        />
        <PlaceholderText
          label={t('bot.afterHours')}
          hint={t('bot.afterHoursHint')}
          error={problemAt('handoff.after_hours_text')}
          value={handoff.after_hours_text}
          most={LONGEST_TEXT}
          places={['quando', 'nome', 'negocio']}
          onChange={(after_hours_text) => setHandoff({ after_hours_text })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t('bot.returnAfter')}
            hint={t('bot.returnAfterHint')}
            error={!isWhole(handoff.return_after_minutes) ? t('bot.minutesInvalid') : problemAt('handoff.return_after_minutes')}
          >
            <Input inputMode="numeric" value={handoff.return_after_minutes ?? ''} onChange={(event) => setHandoff({ return_after_minutes: minutes(event.target.value) })} />
          </Field>
          <Field
            label={t('bot.alertAfter')}
            hint={t('bot.alertAfterHint')}
            error={!isWhole(handoff.unclaimed_alert_minutes) ? t('bot.minutesInvalid') : problemAt('handoff.unclaimed_alert_minutes')}
          >
            <Input inputMode="numeric" value={handoff.unclaimed_alert_minutes} onChange={(event) => setHandoff({ unclaimed_alert_minutes: minutes(event.target.value) ?? 10 })} />
          </Field>
        </div>
      </Section>
    </>
  )
}
