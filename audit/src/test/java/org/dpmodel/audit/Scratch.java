package org.dpmodel.audit;
import java.util.*;
import org.dpmodel.accountant.*;
import org.dpmodel.plan.*;
import org.dpmodel.sampling.*;
import org.dpmodel.clipping.*;
import org.dpmodel.noise.*;
import org.dpmodel.accountant.pld.*;
public class Scratch {
  static AuditClaim solve(int n,int b,int epochs,double eps){
    double lo=0.2,hi=100;
    SamplingScheme s=new PoissonSampling(b);
    for(int i=0;i<25;i++){double z=Math.sqrt(lo*hi);
      AuditClaim c=claim(s,n,epochs,z);
      if(c.epsilon()>eps) lo=z; else hi=z;}
    return claim(s,n,epochs,hi);
  }
  static AuditClaim claim(SamplingScheme s,int n,int epochs,double z){
    PrivacyPlan p=new PrivacyPlan(s, ClipMechanisms.fixed(0.1), NoiseMechanisms.gaussian(z), Adjacency.ADD_OR_REMOVE_ONE,1);
    return AuditClaim.of(new PlannedRun(p,n,(long)epochs*s.stepsPerEpoch(n)),1e-5);
  }
  public static void main(String[] a){
    for(double eps: new double[]{1,2,4,8}){
      long t=System.nanoTime();
      AuditClaim c=solve(16384,8192,Integer.parseInt(a[0]),eps);
      System.out.println("solved "+(System.nanoTime()-t)/1e9);
      t=System.nanoTime();
      AuditReport r=CanaryAudit.of(c).withSeed(Long.parseLong(a[1])).run(List.of());
      System.out.println(r.describe()+"\n"+(System.nanoTime()-t)/1e9+" s");
    }
  }
}
