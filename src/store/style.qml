<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|MapTips">
  <renderer-v2 type="categorizedSymbol" attr="kind" symbollevels="0" enableorderby="0">
    <categories>
      <category value="attack_on_us_or_coalition" symbol="0" label="Attack" render="true"/>
      <category value="us_strike" symbol="1" label="Strike" render="true"/>
      <category value="other_violence" symbol="2" label="Other violence" render="true"/>
      <category value="" symbol="3" label="Other" render="true"/>
    </categories>
    <symbols>
      <symbol name="0" type="marker" alpha="0.9" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><prop k="name" v="circle"/><prop k="color" v="213,94,0,255"/><prop k="outline_color" v="255,255,255,255"/><prop k="outline_width" v="0.3"/><prop k="size" v="2.8"/></layer></symbol>
      <symbol name="1" type="marker" alpha="0.9" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><prop k="name" v="circle"/><prop k="color" v="0,114,178,255"/><prop k="outline_color" v="255,255,255,255"/><prop k="outline_width" v="0.3"/><prop k="size" v="2.8"/></layer></symbol>
      <symbol name="2" type="marker" alpha="0.9" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><prop k="name" v="circle"/><prop k="color" v="0,158,115,255"/><prop k="outline_color" v="255,255,255,255"/><prop k="outline_width" v="0.3"/><prop k="size" v="2.8"/></layer></symbol>
      <symbol name="3" type="marker" alpha="0.9" clip_to_extent="1"><layer class="SimpleMarker" enabled="1" pass="0" locked="0"><prop k="name" v="circle"/><prop k="color" v="120,120,120,255"/><prop k="outline_color" v="255,255,255,255"/><prop k="outline_width" v="0.3"/><prop k="size" v="2.4"/></layer></symbol>
    </symbols>
  </renderer-v2>
  <mapTip>[% "title" %], [% "event_date" %]</mapTip>
</qgis>
