// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what java.text makes of numbers and dates: java RecordJavaText.java > recorded.tsv
// Lines: N pattern, then formatted numbers; P pattern, text, milliseconds or exception; F pattern, formatted date;
// Z name of a zone, its id, minutes east of UTC in January and in July.

import java.text.*;
import java.util.*;

public class RecordJavaText {
 public static void main(String[] a) throws Exception { Locale.setDefault(Locale.US); System.out.println("# jdk " + System.getProperty("java.runtime.version")); TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
 double[] vs={0,0.25,0.005,-2.345,1234.567,1234567.891,-0.0,0.5,1.5,2.5,1e15,99.995,-0.001};
 for(String p:new String[]{"#.##","0.00","#,##0.00","000","#","#,###","0.###","0%","#.##%","$#,##0.00;($#,##0.00)","'#'0","00.00","#0.0#",".00","##.","#,##,##0","0.##########"}) { StringBuilder sb = new StringBuilder("N\t" + p); for(double v:vs) sb.append("\t").append(new DecimalFormat(p).format(v)); System.out.println(sb);} 
 String[][] sd={{"yyyyMMddHHmmss","20230828123456"},{"yyyy-MM-dd","2023-8-8"},{"yyyy-MM-dd","2023-13-45"},{"yy-MM-dd","23-08-28"},{"yyyy-MM-dd","23-08-28"},{"MMM d yyyy","Aug 8 2023"},{"MMM d yyyy","AUGUST 8 2023"},{"MMM dd HH:mm:ss","Aug 28 12:34:56"},{"yyyy-MM-dd HH:mm:ss.SSS","2023-08-28 12:34:56.7"},{"yyyy-MM-dd'T'HH:mm:ssX","2023-08-28T12:34:56+02"},{"yyyy-MM-dd'T'HH:mm:ssXXX","2023-08-28T12:34:56+02:00"},{"yyyy-MM-dd'T'HH:mm:ssZ","2023-08-28T12:34:56+0200"},{"yyyy-MM-dd HH:mm:ss z","2023-08-28 12:34:56 PST"},{"yyyy-MM-dd HH:mm:ss z","2023-08-28 12:34:56 GMT+02:00"},{"hh:mm a","01:30 PM"},{"EEE, d MMM yyyy HH:mm:ss Z","Mon, 28 Aug 2023 12:34:56 +0200"},{"yyyy-MM-dd","x"},{"yyyy-MM-dd","2023-08-28 extra"},{"dd/MM/yyyy","28/08/2023"},{"d.M.yy","1.2.99"},{"D yyyy","240 2023"}};
 for(String[] c:sd){ String r; try{ r=""+new SimpleDateFormat(c[0]).parse(c[1]).getTime(); }catch(Exception e){ r=e.getClass().getSimpleName()+" "+e.getMessage(); } System.out.println("P\t"+c[0]+"\t"+c[1]+"\t"+r);} 
 for(String p:new String[]{"yyyy-MM-dd'T'HH:mm:ss.SSSXXX","EEEE, MMMM d, yy G","D w W F u E","h:mm a K k","Z X XX XXX z zzzz","yyyyy M L","''yyyy''"}) System.out.println("F\t"+p+"\t"+new SimpleDateFormat(p).format(new Date(1693226096789L)));
 for(String z:new String[]{"IST","BST","EST","EDT","CST","CDT","MST","MDT","PST","PDT","AST","ADT","AKST","HST","CET","CEST","EET","EEST","WET","WEST","MSK","GMT","UTC","JST","KST","HKT","NZST","NZDT","WIB","PKT","SAST","WAT","CAT","EAT","AEST","AEDT","ACST","AWST","NST","ChST","SST","SGT","PT","MET","UT","Z","cest","gmt","ESTX","EST5EDT","GMT+2","GMT+02:00","GMT-3:30","+0200","+02:00","-05","Europe/Berlin","Eastern Standard Time","Central European Summer Time","India Standard Time","Irish Standard Time","Almaty Daylight Time"}){ String r=z; try{ SimpleDateFormat f=new SimpleDateFormat("z"); f.parse(z); r+="\t"+f.getTimeZone().getID(); for(String d:new String[]{"2024-01-20 12:00:00","2024-07-20 12:00:00"}) r+="\t"+(new SimpleDateFormat("yyyy-MM-dd HH:mm:ss").parse(d).getTime()-new SimpleDateFormat("yyyy-MM-dd HH:mm:ss z").parse(d+" "+z).getTime())/60000; }catch(Exception e){ r+="\t"+e.getMessage(); } System.out.println("Z\t"+r); } } }
