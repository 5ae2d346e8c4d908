"""Sentences beside the spans they cite: right ones, and ones wrong in one precise way.

Each block is one span. Lines below it: ``=`` the span's own words, ``+`` right though reworded,
``~`` right but not firm (must pass, and need not pass as supported), and, by the first word of
the line, the one way in which a sentence is wrong.
"""

# ruff: noqa: E501  # a sentence and its span stand on one line each
from __future__ import annotations

from typing import NamedTuple

_BLOCKS = """
> The harbour authority of Lindvik closed the eastern ferry terminal on 14 April 2023 after engineers found cracks in 18 of its 42 pillars.
= The harbour authority of Lindvik closed the eastern ferry terminal on 14 April 2023 after engineers found cracks in 18 of its 42 pillars.
+ Lindvik's harbour authority closed the eastern ferry terminal after engineers found cracks in 18 of 42 pillars.
+ The eastern ferry terminal in Lindvik was closed by the harbour authority on April 14, 2023.
+ Engineers found cracks in 18 pillars of the terminal.
+ The eastern terminal closed in April 2023.
number Engineers found cracks in 28 of its 42 pillars.
number Engineers found cracks in 42 of the terminal's 48 pillars.
date The harbour authority of Lindvik closed the eastern ferry terminal on 14 August 2023.
date The harbour authority closed the eastern ferry terminal on 17 April 2023.
date The eastern ferry terminal was closed in April 2022.
name The harbour authority of Bergen closed the eastern ferry terminal after engineers found cracks.
comparison The harbour authority of Lindvik closed the western ferry terminal after engineers found cracks.
comparison The harbour authority of Lindvik opened the eastern ferry terminal on 14 April 2023.
negation The harbour authority of Lindvik did not close the eastern ferry terminal.

> Finance minister Clara Odum said on Tuesday that the government was considering a tax of 3.5 percent on sugary drinks.
= Finance minister Clara Odum said on Tuesday that the government was considering a tax of 3.5 percent on sugary drinks.
+ The government is considering a 3.5% tax on sugary drinks, finance minister Clara Odum said.
+ Clara Odum, the finance minister, said the government was weighing a tax of 3.5 per cent on sugary drinks.
~ A tax of 3.5 percent on sugary drinks is being considered.
number The government was considering a tax of 5.3 percent on sugary drinks, Clara Odum said.
number Odum said that the government was considering a tax of 35 percent on sugary drinks.
date Clara Odum said on Friday that the government was considering a tax on sugary drinks.
name Finance minister Clara Obote said on Tuesday that the government was considering a tax on sugary drinks.
name Finance minister Klaus Odum said the government was considering a tax on sugary drinks.
role Prime minister Clara Odum said that the government was considering a tax on sugary drinks.
modality The government has taxed sugary drinks at 3.5 percent, Clara Odum said.
modality Finance minister Clara Odum said the government will tax sugary drinks at 3.5 percent.
negation Clara Odum said on Tuesday that the government was not considering a tax on sugary drinks.
speaker The opposition said on Tuesday that the government was considering a tax of 3.5 percent on sugary drinks.

> Exports of timber rose by 12 percent in the first quarter, while imports of machinery fell by 7 percent.
+ Timber exports increased by 12 percent in the first quarter.
+ Imports of machinery declined 7% in the first quarter.
+ While timber exports grew 12 percent, machinery imports fell 7 percent.
number Exports of timber rose by 17 percent in the first quarter.
comparison Exports of timber fell by 12 percent in the first quarter.
comparison Imports of machinery rose by 7 percent.
comparison Imports of timber rose by 12 percent in the first quarter.
date Exports of timber rose by 12 percent in the third quarter.
name Exports of timber from Canada rose by 12 percent in the first quarter.

> "We will not sell the railway," transport secretary Imran Sethi told parliament, adding that a partial lease remained possible.
+ Transport secretary Imran Sethi told parliament: "We will not sell the railway."
+ Imran Sethi said that the railway would not be sold.
+ Sethi said "we will not sell the railway" but that a partial lease remained possible.
quote Imran Sethi told parliament: "We will never sell the railway."
quote Transport secretary Imran Sethi said a sale was "out of the question".
negation Imran Sethi told parliament that the government will sell the railway.
negation Sethi told parliament that a partial lease was not possible.
role President Imran Sethi told parliament that the railway would not be sold.
name Imran Shah told parliament that the railway would not be sold.
speaker Transport unions told parliament: "We will not sell the railway."

> Police in Marenta denied that officers had fired at the demonstrators, of whom about 4,000 had gathered near the old market.
+ Marenta police denied that officers had fired at the demonstrators.
+ About 4,000 demonstrators had gathered near the old market.
+ Some 4,000 people gathered near the old market in Marenta.
+ Police denied firing at demonstrators in Marenta.
negation Police in Marenta confirmed that officers had fired at the demonstrators.
negation Police in Marenta had fired at the demonstrators.
negation Officers had fired at the demonstrators near the old market.
number About 40,000 demonstrators had gathered near the old market.
number About 400 demonstrators gathered near the old market.
name Police in Marseille denied that officers had fired at the demonstrators.

> The central bank kept its key rate at 4.25 percent and lowered its growth forecast for next year from 1.8 to 1.1 percent.
+ The central bank left its key rate at 4.25 percent.
+ The central bank cut its growth forecast for next year to 1.1 percent from 1.8.
+ The bank's growth forecast for next year was lowered from 1.8 to 1.1 percent.
number The central bank kept its key rate at 4.75 percent.
number The central bank lowered its growth forecast for next year to 1.4 percent.
comparison The central bank raised its growth forecast for next year.
comparison The central bank kept its key rate at 4.25 percent and increased its growth forecast.
negation The central bank did not keep its key rate at 4.25 percent.

> According to the relief agency Helpline, at least 230 families lost their homes in the floods, and two bridges were swept away.
+ At least 230 families lost their homes in the floods, the relief agency Helpline said.
+ Two bridges were swept away in the floods, according to Helpline.
~ The floods swept away two bridges.
number At least 320 families lost their homes in the floods, according to Helpline.
number Twelve bridges were swept away, according to the relief agency Helpline.
number 230 bridges were swept away, according to Helpline.
speaker At least 230 families lost their homes in the floods, according to the Red Cross.
negation According to Helpline, no bridges were swept away in the floods.
comparison Fewer than 230 families lost their homes in the floods, according to Helpline.

> Norway's parliament approved the purchase of five submarines from Germany in 2021; the first is expected to be delivered in 2029.
+ Norway's parliament approved buying five submarines from Germany in 2021.
+ The first submarine is expected to be delivered in 2029.
+ In 2021, Norwegian lawmakers in parliament approved the purchase of five German submarines.
number Norway's parliament approved the purchase of six submarines from Germany.
date The first submarine is expected to be delivered in 2027.
name Sweden's parliament approved the purchase of five submarines from Germany.
name Norway's parliament approved the purchase of five submarines from France.
comparison Norway's parliament approved the sale of five submarines to Germany.
comparison Norway's parliament rejected the purchase of five submarines from Germany.
modality The first submarine was delivered in 2029.
role Germany's parliament approved the purchase of five submarines from Norway.

> Brazil beat Croatia 3-1 in the final in Doha, and coach Lena Prado said her team had deserved to win.
+ Brazil beat Croatia 3-1 in the final in Doha.
+ Coach Lena Prado said that her team deserved to win.
number Brazil beat Croatia 4-1 in the final in Doha.
role Croatia beat Brazil 3-1 in the final in Doha.
name Brazil beat Croatia 3-1 in the final in Dubai.
comparison Brazil lost to Croatia 3-1 in the final in Doha.
speaker Croatia said that its team had deserved to win.

> Analysts at the Northfield Institute warned that grain prices could double within six months unless the corridor reopens.
+ Grain prices could double within six months unless the corridor reopens, analysts at the Northfield Institute warned.
+ The Northfield Institute's analysts warned that grain prices could double in six months.
modality Grain prices doubled within six months, according to analysts at the Northfield Institute.
modality Analysts at the Northfield Institute said that grain prices will double within six months.
number Analysts at the Northfield Institute warned that grain prices could double within nine months.
name Analysts at the Southfield Institute warned that grain prices could double within six months.
negation Analysts at the Northfield Institute said grain prices could not double within six months.
speaker Farmers warned that grain prices could double within six months.

> Mayor Teresa Holm, who took office in January, has ruled out a rise in bus fares this year.
+ Mayor Teresa Holm has ruled out raising bus fares this year.
+ Teresa Holm took office as mayor in January.
date Mayor Teresa Holm took office in June.
~ Mayor Teresa Holm may rule out a rise in bus fares this year.
negation Mayor Teresa Holm has announced a rise in bus fares this year.
negation Mayor Teresa Holm has not ruled out a rise in bus fares this year.
comparison Mayor Teresa Holm has ruled out a cut in bus fares this year.
name Mayor Teresa Holm has ruled out a rise in Oslo bus fares this year.

> The company, based in Turin, employs 11,400 people and made a profit of $2.6 billion last year, its best result in a decade.
+ The Turin-based company employs 11,400 people.
+ The company made a profit of 2.6 billion dollars last year.
+ The profit of $2.6 billion was its best result in ten years.
+ The company employs more than 11,000 people.
number The company employs 14,100 people.
number The company made a profit of $2.6 million last year.
number The company made a profit of 2.6 billion euros last year.
number The profit was its best result in 20 years.
comparison The company made a loss of $2.6 billion last year.
comparison It was the company's worst result in a decade.
name The company, based in Milan, employs 11,400 people.

> South Korea and Japan agreed to share radar data on missile launches in real time, defence officials from both countries said in Seoul.
~ Japan and South Korea agreed to share radar data on missile launches in real time.
+ Defence officials said in Seoul that the two countries agreed to share radar data in real time.
name North Korea and Japan agreed to share radar data on missile launches.
name South Korea and China agreed to share radar data on missile launches.
name Defence officials from both countries said in Busan that radar data would be shared.
negation South Korea and Japan refused to share radar data on missile launches.
negation South Korea and Japan did not agree to share radar data.

> The court acquitted former minister Paul Adeyemi of fraud but convicted him of perjury, and he plans to appeal.
+ Paul Adeyemi was acquitted of fraud.
+ The court convicted former minister Paul Adeyemi of perjury.
+ Adeyemi plans to appeal.
comparison The court convicted former minister Paul Adeyemi of fraud.
comparison The court acquitted former minister Paul Adeyemi of perjury.
modality Paul Adeyemi has appealed.
negation Paul Adeyemi does not plan to appeal.
name The court acquitted former minister Paul Okafor of fraud.

> Russia's foreign ministry called the exercise a provocation, and its spokeswoman Maria Belova urged Finland to show restraint.
+ Russia's foreign ministry called the exercise a provocation.
+ Spokeswoman Maria Belova urged Finland to show restraint.
+ Moscow called the exercise a provocation.
role Finland's foreign ministry called the exercise a provocation.
role Finland urged Russia to show restraint.
name Spokeswoman Maria Petrova urged Finland to show restraint.
negation Russia's foreign ministry did not call the exercise a provocation.
quote Russia's foreign ministry called the exercise "a grave provocation".
name Spokeswoman Maria Belova urged Sweden to show restraint.

> Scientists at the polar station measured minus 61 degrees on 3 July, the lowest temperature there since 1998.
+ Scientists measured minus 61 degrees at the polar station on July 3.
+ It was the lowest temperature at the station since 1998.
number Scientists measured minus 51 degrees at the polar station.
date Scientists measured minus 61 degrees on 8 July.
date It was the lowest temperature there since 1989.
comparison Scientists at the polar station measured the highest temperature there since 1998.
negation Scientists never measured minus 61 degrees at the polar station.

> The union has not decided whether to strike; its members will vote in the second week of May.
+ The union's members will vote in the second week of May.
+ The union has not yet decided whether to strike.
modality The union's members voted in the second week of May.
negation The union has decided to strike.
modality The union will strike.
date The union's members will vote in the second week of March.
date The union's members will vote in the third week of May.

> Chancellor Petra Lang promised on Sunday to double the budget for rural hospitals by 2027, a plan that the opposition called reckless.
+ On Sunday, Chancellor Petra Lang promised to double the rural hospital budget by 2027.
+ The opposition called the plan reckless.
+ Petra Lang pledged to double spending on rural hospitals by 2027.
modality Chancellor Petra Lang doubled the budget for rural hospitals.
number Chancellor Petra Lang promised to double the budget for rural hospitals by 2037.
speaker Chancellor Petra Lang called the plan reckless.
comparison Chancellor Petra Lang promised to halve the budget for rural hospitals by 2027.
date Chancellor Petra Lang promised on Monday to double the budget for rural hospitals.
name Chancellor Petra Long promised to double the budget for rural hospitals.
role President Petra Lang promised to double the budget for rural hospitals.

> The airline cancelled 340 of its 1,900 flights on Thursday because pilots walked out over pay; it expects normal service by Saturday.
+ The airline cancelled 340 flights on Thursday after pilots walked out over pay.
+ Normal service is expected by Saturday.
+ Pilots walked out over pay, and 340 flights were cancelled.
number The airline cancelled 430 of its 1,900 flights on Thursday.
number The airline cancelled 1,900 flights on Thursday.
date The airline expects normal service by Sunday.
modality Normal service resumed on Saturday.
negation The airline did not cancel flights on Thursday.
name Lufthansa cancelled 340 of its flights on Thursday.

> Iran's parliament voted 201 to 48 to suspend cooperation with the inspectors, but President Masoud Pezeshkian has yet to sign the bill.
+ Iran's parliament voted to suspend cooperation with the inspectors.
+ President Masoud Pezeshkian has not yet signed the bill.
+ The vote in Iran's parliament was 201 to 48.
negation President Masoud Pezeshkian has signed the bill.
number Iran's parliament voted 210 to 48 to suspend cooperation with the inspectors.
name Iraq's parliament voted to suspend cooperation with the inspectors.
comparison Iran's parliament voted to resume cooperation with the inspectors.
role Prime Minister Masoud Pezeshkian has yet to sign the bill.
~ Iran's parliament may vote to suspend cooperation with the inspectors.

> The vaccine reduced hospital admissions among people over 65 by about a quarter, a study of 1.3 million patients in Denmark found.
+ A study of 1.3 million patients in Denmark found that the vaccine cut hospital admissions among people over 65 by about a quarter.
+ According to a Danish study, the vaccine reduced hospital admissions among people over 65.
number A study of 1.8 million patients found that the vaccine reduced hospital admissions.
number The vaccine reduced hospital admissions among people over 75.
comparison The vaccine increased hospital admissions among people over 65.
name A study of 1.3 million patients in Sweden found that the vaccine reduced hospital admissions.
negation The vaccine did not reduce hospital admissions among people over 65.

> Wheat prices have fallen for three months in a row, but bread has become dearer because bakers pay more for energy, the farm ministry said.
+ Wheat prices have fallen for three months in a row, the farm ministry said.
+ The farm ministry said bread has become dearer because bakers pay more for energy.
number Wheat prices have fallen for five months in a row.
comparison Wheat prices have risen for three months in a row.
comparison Bakers pay less for energy, the farm ministry said.
speaker The bakers' guild said wheat prices have fallen for three months in a row.
negation Bread has not become dearer, the farm ministry said.

> "Nobody told us the dam could break," said Rosa Quispe, 54, whose house was buried in mud.
+ "Nobody told us the dam could break," said Rosa Quispe.
+ Rosa Quispe's house was buried in mud.
+ Rosa Quispe, 54, said nobody told them the dam could break.
quote "Somebody told us the dam could break," said Rosa Quispe.
number Rosa Quispe, 45, said nobody told them the dam could break.
name Rosa Mamani's house was buried in mud.
quote Rosa Quispe said "nobody warned us".
negation Rosa Quispe said that they were told the dam could break.

> Turkey will allow Swedish warships to call at its ports, ending a ban that had lasted since 2019, two diplomats said.
+ Turkey will allow Swedish warships to call at its ports, two diplomats said.
+ The ban had lasted since 2019.
~ Turkey is ending a ban on Swedish warships at its ports that had lasted since 2019.
role Sweden will allow Turkish warships to call at its ports.
negation Turkey will not allow Swedish warships to call at its ports.
date The ban had lasted since 2016.
modality Turkey has allowed Swedish warships to call at its ports.
comparison Turkey will ban Swedish warships from its ports.
name Turkey will allow Norwegian warships to call at its ports.
number Three diplomats said that Turkey will allow Swedish warships to call at its ports.

> Profits at Kestrel Motors rose 8 percent to 410 million euros in 2023, helped by sales in India, while its debt grew to 2.2 billion euros.
+ Kestrel Motors' profits rose 8 percent to 410 million euros in 2023.
+ Its debt grew to 2.2 billion euros.
+ In 2023 profits at Kestrel Motors increased by 8%.
comparison Profits at Kestrel Motors fell 8 percent to 410 million euros in 2023.
comparison Its debt shrank to 2.2 billion euros.
number Profits at Kestrel Motors rose 8 percent to 410 billion euros in 2023.
number Profits at Kestrel Motors rose to 2.2 billion euros.
date Profits at Kestrel Motors rose 8 percent in 2022.
name Profits at Kestrel Motors were helped by sales in China.
name Profits at Falcon Motors rose 8 percent in 2023.

> The commission found no evidence that the ballots had been altered, its chair, Judge Amara Nwosu, told reporters in Lagos.
+ The commission found no evidence that the ballots had been altered.
+ Judge Amara Nwosu, who chairs the commission, told reporters that it found no evidence of altered ballots.
negation The commission found evidence that the ballots had been altered.
negation The ballots had been altered, Judge Amara Nwosu told reporters.
name Judge Amara Nwosu told reporters in Abuja that no evidence was found.
role President Amara Nwosu told reporters that no evidence was found.
speaker The losing candidate told reporters in Lagos that the commission found no evidence.

> Workers began to tear down the old stadium in September 2020, eleven months later than planned.
+ Workers began tearing down the old stadium in September 2020.
+ The demolition of the old stadium began in September 2020, eleven months later than planned.
date Workers began to tear down the old stadium in September 2021.
date Workers began to tear down the old stadium in October 2020.
number Workers began to tear down the old stadium seven months later than planned.
comparison Workers began to tear down the old stadium eleven months earlier than planned.
comparison Workers finished tearing down the old stadium in September 2020.
comparison Workers began to tear down the new stadium in September 2020.

> Germany and France have asked the commission to delay the rules, although Spain wants them to take effect at once.
+ Germany and France asked the commission to delay the rules.
+ Spain wants the rules to take effect at once.
role Spain has asked the commission to delay the rules.
role The commission has asked Germany and France to delay the rules.
name Germany and Italy have asked the commission to delay the rules.
negation Spain does not want the rules to take effect at once.
modality The commission has delayed the rules.

> Kenya's health ministry has confirmed 37 cases of cholera in Garissa county since 2 February, most of them among children under ten.
+ Kenya has confirmed 37 cholera cases in Garissa county since February 2.
+ Most of the cholera cases were among children under ten.
+ Since 2 February, 37 cases of cholera have been confirmed in Garissa, Kenya's health ministry says.
number Kenya's health ministry has confirmed 73 cases of cholera in Garissa county.
date Kenya's health ministry has confirmed 37 cases of cholera since 2 January.
name Kenya's health ministry has confirmed 37 cases of cholera in Turkana county.
name Uganda's health ministry has confirmed 37 cases of cholera.
negation Kenya's health ministry has not confirmed any cases of cholera in Garissa county.
comparison Most of the cases were among children over ten.

> The two governments may sign the fisheries accord in Reykjavik next week, said Iceland's envoy Jon Arnarson, who called the talks "difficult but honest".
+ The two governments may sign the fisheries accord next week, Iceland's envoy Jon Arnarson said.
+ Jon Arnarson called the talks "difficult but honest".
+ The fisheries accord could be signed in Reykjavik next week, according to Jon Arnarson.
modality The two governments signed the fisheries accord in Reykjavik.
modality The two governments will sign the fisheries accord next week, Jon Arnarson said.
quote Jon Arnarson called the talks "difficult and honest".
name Norway's envoy Jon Arnarson called the talks difficult.
negation The two governments may not sign the fisheries accord, said Jon Arnarson.
role Iceland's president Jon Arnarson said the accord may be signed.

> Rents in the capital climbed 9.4 percent last year, the steepest rise since 2008, whereas wages went up by only 3 percent.
+ Rents in the capital rose by 9.4 percent last year.
+ Wages rose only 3 percent.
+ Last year's rise in rents was the steepest since 2008.
number Rents in the capital climbed 3 percent last year.
number Wages went up by 9.4 percent.
comparison Rents in the capital dropped 9.4 percent last year.
date Last year's rise in rents was the steepest since 2018.
comparison Wages rose more than rents last year.

> Prosecutors dropped the case against banker Luis Ferrer after a key witness withdrew her statement.
+ The case against banker Luis Ferrer was dropped after a key witness withdrew her statement.
+ Prosecutors dropped their case against Luis Ferrer, a banker.
negation Prosecutors did not drop the case against banker Luis Ferrer.
comparison Prosecutors opened a case against banker Luis Ferrer.
name Prosecutors dropped the case against banker Luis Fernandez.
role Luis Ferrer dropped the case against prosecutors.
~ Prosecutors plan to drop the case against banker Luis Ferrer.

> NATO secretary general Mark Rutte visited Vilnius on Wednesday and told troops there that the alliance would defend every inch of its territory.
+ Mark Rutte told troops in Vilnius that NATO would defend every inch of its territory.
+ NATO's secretary general visited Vilnius on Wednesday.
~ The alliance will defend every inch of its territory.
name Mark Rutte visited Riga on Wednesday.
date Mark Rutte visited Vilnius on Thursday.
role Defence minister Mark Rutte visited Vilnius on Wednesday.
negation Mark Rutte told troops that the alliance would not defend every inch of its territory.
speaker Lithuania's president told troops that the alliance would defend every inch of its territory.
modality NATO defended every inch of its territory.

> At 1,142 metres, the new bridge over the Sava is the longest in the country; building it cost 380 million euros and took six years.
+ The new bridge over the Sava is 1,142 metres long.
+ Building the bridge took six years and cost 380 million euros.
+ The bridge is the country's longest.
number The new bridge over the Sava is 1,412 metres long.
number Building the bridge took eight years.
number Building it cost 380 million dollars.
name The new bridge over the Drava is the longest in the country.
comparison The new bridge over the Sava is the shortest in the country.

> The foundation rejects claims that it paid the researchers, and says that it will publish its accounts in June.
+ The foundation says it will publish its accounts in June.
+ The foundation denies that it paid the researchers.
negation The foundation paid the researchers.
negation The foundation admits that it paid the researchers.
modality The foundation has published its accounts.
date The foundation says it will publish its accounts in July.
speaker The researchers say that they will publish their accounts in June.
"""


class Pair(NamedTuple):
    """``kind`` is ``=``, ``+``, ``~`` or the one thing that is wrong."""

    kind: str
    sentence: str
    span: str


def pairs() -> list[Pair]:
    """All of them, in the order they stand."""
    found: list[Pair] = []
    span = ""
    for line in _BLOCKS.strip().splitlines():
        kind, _, text = line.partition(" ")
        if kind == ">":
            span = text
        elif text:
            found.append(Pair(kind, text, span))
    return found
